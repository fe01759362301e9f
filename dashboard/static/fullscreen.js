// The map over the whole screen: a button, and Esc to leave.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});
  const { icon } = dawriya.dom;

  class FullScreen {
    constructor(layer) {
      this.layer = layer;
      if (!document.fullscreenEnabled) return; // telephones of one maker have none
      this.tool = layer.tools.add("full", "full_screen", { act: () => this.toggle() });
      document.addEventListener("fullscreenchange", () => this.changed());
    }

    async toggle() {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    }

    changed() {
      const isFull = Boolean(document.fullscreenElement);
      this.tool.button.replaceChildren(icon(isFull ? "leave" : "full"));
      this.tool.word = isFull ? "leave_full_screen" : "full_screen";
      this.layer.tools.dress(this.layer.look);
      this.layer.tools.openMenu(false);
      this.layer.resized();
    }
  }

  // The last of the bar: after the tools of the scripts before this one.
  dawriya.parts.push((layer) => { new FullScreen(layer); return {}; });
})();
