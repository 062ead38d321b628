/* Counts a view of the page: <script async src="https://footfall.example/footfall.js" data-story="s1"></script> */
(function (script) {
  var data = script.dataset;
  var item = data.story ? 'stories/' + data.story : 'chapters/' + data.chapter;
  var url = new URL('api/' + item + '/view' + (data.countStory === undefined ? '' : '?countStory=true'), script.src);

  function count() {
    if (!(navigator.sendBeacon && navigator.sendBeacon(url))) {
      fetch(url, { method: 'POST', mode: 'no-cors', keepalive: true }).catch(function () {});
    }
  }

  // A page that is only prepared has not been seen yet.
  if (document.prerendering) {
    document.addEventListener('prerenderingchange', count, { once: true });
  } else {
    count();
  }
})(document.currentScript);
