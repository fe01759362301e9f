// For a reader who asked for reduced motion: the map jumps where it else would glide or fly.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});

  dawriya.isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  dawriya.calm = function (map) {
    if (!dawriya.isCalm()) return;
    Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
    map._zoomAnimated = false; // Leaflet reads its options once
    const panBy = map.panBy.bind(map);
    map.panBy = (offset, options) => panBy(offset, { ...options, animate: false });
    map.flyTo = (centre, zoom) => map.setView(centre, zoom, { animate: false });
    map.flyToBounds = (bounds, options) => map.fitBounds(bounds, { ...options, animate: false });
  };
})();
