// Playing: the brush glides over time, or its end does; the map follows in the browser, the server hears of the end only.
const WHOLE_RUN_MS = 20000;
const STEP_MS = 700; // a step at a time, where motion is to be reduced
const LONGEST_FRAME_MS = 250; // a tab that slept goes on where it was

const playing = {
  mode() { return this.view.mode; },

  toggle() {
    if (this.playing) this.pause();
    else this.start();
  },

  step(by) {
    if (!this.count) return;
    this.pause(true);
    if (!this.range) this.setRange(this.firstWindow(by < 0), false);
    else if (this.mode() === "cumulative") this.setRange([this.range[0], clamp(this.range[1] + by, this.range[0], this.count - 1)], false);
    else this.setRange(this.moved(...this.range, by), false);
    this.reveal(this.daysShown()[by < 0 ? 0 : 1]);
    this.tellSoon();
  },

  // Where nothing is brushed yet, a tenth of the time, at the beginning or at the end.
  firstWindow(atEnd) {
    if (this.mode() === "cumulative") return [0, 0];
    const width = Math.max(1, Math.round(this.count / 10));
    return atEnd ? [this.count - width, this.count - 1] : [0, width - 1];
  },

  start() {
    if (!this.count) return;
    if (window.dawriyaMap?.refusesPlay?.()) return; // the map says why
    let range = this.range || this.firstWindow(false);
    const isCumulative = this.mode() === "cumulative";
    if (range[1] >= this.count - 1) range = isCumulative ? [range[0] >= this.count - 1 ? 0 : range[0], range[0]] : [0, range[1] - range[0]];
    this.hover(null);
    this.playing = true;
    this.root.classList.add("dw-playing");
    this.setMapPlaying(true);
    this.setRange(range, false);
    this.handles.window.style.willChange = "transform";
    this.glide = { first: range[0], wide: Math.max(0, range[1] - range[0]) + 1, gone: 0, owed: 0 };
    this.paintPlay();
    this.paintBrush();
    let last = performance.now();
    const tick = (now) => {
      if (!this.playing) return;
      this.advance(Math.min(LONGEST_FRAME_MS, now - last));
      last = now;
      this.frameAsked = requestAnimationFrame(tick);
    };
    cancelAnimationFrame(this.frameAsked);
    this.frameAsked = requestAnimationFrame(tick);
  },

  // Plays on by so many milliseconds: smoothly, or in whole bars where motion is to be reduced.
  advance(milliseconds) {
    const { glide } = this;
    if (!this.playing || !glide) return;
    const isStepping = this.reduced.matches;
    const pause = isStepping ? STEP_MS : clamp(WHOLE_RUN_MS / this.count, 30, 450);
    glide.owed += (milliseconds / pause) * this.view.speed;
    const bars = isStepping ? Math.floor(glide.owed) : glide.owed;
    if (!bars) return;
    glide.owed -= bars;
    const most = this.count - glide.first - glide.wide;
    glide.gone = Math.min(most, glide.gone + bars);
    this.showGlide();
    if (glide.gone >= most) this.pause();
  },

  showGlide() {
    const { first, wide, gone } = this.glide;
    const begin = this.mode() === "cumulative" ? first : first + gone;
    const end = first + wide + gone;
    this.edges = [this.dayAt(begin), this.dayAt(end)];
    const bar = Math.min(this.count - 1, Math.round(end) - 1);
    this.range = [Math.min(bar, Math.round(begin)), bar];
    this.exact = [Math.floor(this.edges[0] + 1e-6), Math.max(Math.floor(this.edges[0] + 1e-6), Math.ceil(this.edges[1] - 1e-6) - 1)];
    this.reveal(this.exact[1]);
    this.tellMap();
    this.paintBrush();
  },

  // Stops on whole bars.
  pause(isQuiet) {
    if (!this.playing) return;
    this.playing = false;
    this.root.classList.remove("dw-playing");
    cancelAnimationFrame(this.frameAsked);
    this.handles.window.style.willChange = "";
    this.edges = null;
    this.glide = null;
    this.setMapPlaying(false);
    this.setRange(this.range, false);
    this.paintPlay();
    this.tellViewSoon();
    if (!isQuiet) this.tell();
  },

  setMapPlaying(isPlaying) {
    const map = window.dawriyaMap;
    if (map && map.setPlaying) map.setPlaying(isPlaying);
  },

  paintPlay() {
    const { words } = this.data;
    this.play.replaceChildren(icon(this.playing ? "pause" : "play"));
    this.play.setAttribute("aria-label", this.playing ? words.pause : words.play);
    this.play.title = this.playing ? words.pause : words.play;
    this.play.disabled = !this.count;
  },
};
