// Zooms into a box of the flame graph, and finds functions, packages and files in it. Without it the page
// shows the whole picture.
(() => {
  const flame = document.getElementById('flame');
  const tools = document.getElementById('flame-tools');
  const search = document.getElementById('flame-search');
  const found = document.getElementById('flame-found');
  const boxes = [...flame.children].map((element) => ({
    element,
    from: Number(element.dataset.from),
    share: Number(element.dataset.share),
    depth: Number(element.dataset.depth),
    text: element.dataset.tip.toLowerCase(),
  }));

  /** Rounding of the attributes, and less than can be seen. */
  const NEARLY = 2e-6;

  function zoom(to) {
    for (const { element, from, share, depth } of boxes) {
      const isCaller =
        depth <= to.depth && from <= to.from + NEARLY && from + share >= to.from + to.share - NEARLY;
      const isInside =
        depth > to.depth && from >= to.from - NEARLY && from + share <= to.from + to.share + NEARLY;
      element.hidden = !isCaller && !isInside;
      element.style.left = isCaller ? '0' : `${((from - to.from) / to.share) * 100}%`;
      element.style.width = isCaller ? '100%' : `${(share / to.share) * 100}%`;
    }
  }

  function find() {
    const wanted = search.value.trim().toLowerCase();
    flame.classList.toggle('searched', wanted !== '');
    const hits = boxes.filter(({ text }) => wanted !== '' && text.includes(wanted));
    for (const { element } of boxes) element.classList.remove('found');
    for (const { element } of hits) element.classList.add('found');
    // What is called by something that was found is counted with it.
    const isWithin = (one, other) =>
      other.depth < one.depth &&
      one.from >= other.from - NEARLY &&
      one.from + one.share <= other.from + other.share + NEARLY;
    const outer = hits.filter((hit) => !hits.some((other) => isWithin(hit, other)));
    const share = outer.reduce((sum, hit) => sum + hit.share, 0);
    found.textContent =
      wanted === ''
        ? ''
        : `${hits.length} ${hits.length === 1 ? 'box' : 'boxes'}, ${(share * 100).toFixed(1)}% of busy time`;
  }

  tools.hidden = false;
  flame.addEventListener('click', ({ target }) => {
    const box = boxes.find(({ element }) => element === target);
    if (box !== undefined) zoom(box);
  });
  document.getElementById('flame-whole').addEventListener('click', () => zoom(boxes[0]));
  search.addEventListener('input', find);
})();
