// How large the map is, and which part of the world it shows: at first, as the address says, and as it was moved.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});

  // Methods of the map layer (map.js), kept here because they are a topic of their own.
  dawriya.extent = {
    keepHeight() {
      const streamlit = window.Streamlit;
      if (!streamlit || !streamlit.setFrameHeight) return;
      const set = streamlit.setFrameHeight.bind(streamlit);
      streamlit.setFrameHeight = () => set(this.height());
      this.setFrameHeight = () => streamlit.setFrameHeight();
      const refit = () => this.fitHeight();
      window.parent.addEventListener("resize", refit);
      window.addEventListener("pagehide", () => window.parent.removeEventListener("resize", refit));
      this.fitHeight();
    },

    height() {
      if (document.fullscreenElement) return window.innerHeight;
      const asked = (this.parts || []).map((part) => part.height && part.height()).find(Boolean);
      return asked || this.ownHeight();
    },

    // The height of the one map, whatever a part makes of the frame.
    ownHeight() {
      const { wide, beside, tablet, phone, beside_phone: besidePhone } = this.config.heights;
      const { innerWidth: width, innerHeight: height } = window.parent;
      if (width < 768 && phone) return phone;
      if (width <= 520 && besidePhone) return Math.max(wide, height - besidePhone); // where the timeline is low, too
      if (width < 1200 && tablet) return Math.round(height * tablet);
      return beside ? Math.max(wide, height - beside) : wide;
    },

    fitHeight() {
      const container = this.map.getContainer();
      container.style.height = `${this.height()}px`;
      container.style.width = "100%";
      if (this.setFrameHeight) this.setFrameHeight();
    },

    placeView() {
      const kept = (window.parent.dawriyaMap && window.parent.dawriyaMap.view) || viewInAddress();
      const size = this.map.getSize();
      this.isPlaced = size.x > 0 && size.y > 0;
      if (kept) this.map.setView([kept.lat, kept.lng], kept.zoom, { animate: false });
      else this.fit(this.config.bounds);
      this.isFitted = Boolean(kept);
    },

    fit([west, south, east, north]) {
      // On a phone the buttons take a good part of one side: nothing should begin its life under them.
      const [beside, other] = this.map.getSize().x < 560 ? [62, 14] : [22, 22];
      const [left, right] = this.look && this.look.rtl ? [other, beside] : [beside, other];
      this.map.fitBounds([[south, west], [north, east]], {
        animate: false, maxZoom: 11, paddingTopLeft: [left, 20], paddingBottomRight: [right, 20],
      });
    },

    // The first time there are events, the view goes around them, which paints the map: true. After that it is the
    // reader's.
    fitEvents() {
      const { bounds } = this.events.meta;
      if (this.isFitted || !this.isPlaced || !bounds) return false;
      this.fit(bounds);
      this.isFitted = true;
      this.fittedTo = this.viewWords();
      this.keepView();
      return true;
    },

    viewWords() {
      const { lat, lng } = this.map.getCenter();
      return [lat.toFixed(4), lng.toFixed(4), Number(this.map.getZoom().toFixed(2))].join(",");
    },

    keepView() {
      if (!this.isFitted) return;
      const { lat, lng } = this.map.getCenter();
      this.shared.view = { lat, lng, zoom: this.map.getZoom() };
      this.tellAddress("view", this.viewWords());
      if (this.shared.onView) this.shared.onView(this.state().bounds);
    },

    // What the page's address is to say of the map (page_address.js); a view that nobody chose it need not.
    tellAddress(name, value) {
      const address = (this.shared.address = this.shared.address || {});
      const isChosen = name !== "view" || address.view || value !== this.fittedTo;
      address[name] = isChosen ? value : null;
      if (this.shared.tellAddress) this.shared.tellAddress();
    },

    // The address after the reader went back or forward.
    takeAddress() {
      this.tellParts("takeAddress");
      const view = viewInAddress();
      if (view) this.map.setView([view.lat, view.lng], view.zoom, { animate: false });
      else if (this.events.meta.bounds) this.fit(this.events.meta.bounds);
    },

    resized() {
      this.fitHeight();
      this.map.invalidateSize({ animate: false });
      const size = this.map.getSize();
      if (!this.isPlaced && size.x > 0 && size.y > 0) {
        this.placeView();
        this.fitEvents();
      }
      this.paintAll();
    },
  };

  // The part of the map that a shared link was made of; see the button that copies the address (page_tools.js).
  function viewInAddress() {
    const said = new URLSearchParams(window.parent.location.search).get("view") || "";
    const [lat, lng, zoom] = said.split(",").map(Number);
    return said && Math.abs(lat) < 85 && Math.abs(lng) <= 180 && zoom >= 2 && zoom <= 18 ? { lat, lng, zoom } : null;
  }
})();
