// A finger that leaves fast is a fling to Chromium, even where nothing scrolls, and the next tap only ends that fling:
// no click comes of it. A drag that a part of ours answers is therefore kept from the browser.
(function () {
  "use strict";
  const dawriya = (window.dawriya = window.dawriya || {});

  // Drags on an element are its own; with `scrolls`, those of one finger up or down are the page's.
  dawriya.ownDrags = function (element, { scrolls = false } = {}) {
    let start = null;
    element.addEventListener("touchstart", ({ touches: [finger] }) => { start = finger; }, { passive: true });
    element.addEventListener("touchmove", (event) => {
      const [finger, second] = event.touches;
      const isAlong = second || Math.abs(finger.clientX - start.clientX) > Math.abs(finger.clientY - start.clientY);
      if (event.cancelable && (isAlong || !scrolls)) event.preventDefault();
    }, { passive: false });
  };
})();
