// Sorts tables, filters by contender, shows values under the pointer, and keeps all of that in the part of the
// address behind the #, so that a copied link shows the same. Without it the page shows everything.
(() => {
  /** What is not as the page came: sorted tables by id, and contenders that are not shown. */
  const sorted = new Map();
  const left = new Set();
  const tables = new Map();

  function own(table) {
    const body = table.tBodies[0];
    return { table, body, rows: [...body.rows], heads: [...table.tHead.rows[0].cells] };
  }

  function sortKey(row, column) {
    const cell = row.cells[column];
    if (cell === undefined) return null;
    if (cell.dataset.sort === undefined) return cell.textContent.trim();
    return cell.dataset.sort === '' ? null : Number(cell.dataset.sort);
  }

  function compare(a, b) {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a).localeCompare(String(b), 'en', { numeric: true });
  }

  /** What is unknown comes last, either way. */
  function ordered(rows, { column, descending }) {
    const keyed = rows.map((row) => ({ row, key: sortKey(row, column) }));
    const known = keyed.filter(({ key }) => key !== null);
    known.sort((a, b) => (descending ? compare(b.key, a.key) : compare(a.key, b.key)));
    return [...known, ...keyed.filter(({ key }) => key === null)].map(({ row }) => row);
  }

  function showSorted(id, { body, rows, heads }) {
    const by = sorted.get(id);
    body.append(...(by === undefined ? rows : ordered(rows, by)));
    for (const [column, head] of heads.entries()) {
      if (by?.column === column) head.setAttribute('aria-sort', by.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
  }

  function showAll() {
    for (const [id, parts] of tables) showSorted(id, parts);
    for (const one of document.querySelectorAll('[data-contender]'))
      one.toggleAttribute('hidden', left.has(one.dataset.contender));
    for (const box of boxes) box.checked = !left.has(box.value);
  }

  function anchorOf(hash) {
    return hash.replace(/^#/, '').split('?')[0];
  }

  function readAddress() {
    const query = new URLSearchParams(location.hash.split('?')[1] ?? '');
    sorted.clear();
    left.clear();
    for (const id of query.getAll('without')) left.add(id);
    for (const text of query.getAll('sort')) {
      const [id, column, way] = text.split('.');
      const heads = tables.get(id)?.heads ?? [];
      if (Number(column) < heads.length)
        sorted.set(id, { column: Number(column), descending: way === 'down' });
    }
  }

  function writeAddress() {
    const query = new URLSearchParams();
    for (const id of left) query.append('without', id);
    for (const [id, { column, descending }] of sorted)
      query.append('sort', `${id}.${column}.${descending ? 'down' : 'up'}`);
    const state = query.size === 0 ? '' : `?${query}`;
    const hash = `${anchorOf(location.hash)}${state}`;
    history.replaceState(null, '', hash === '' ? location.href.split('#')[0] : `#${hash}`);
  }

  /** First up, then down, then as it came. */
  function sortBy(id, column) {
    const by = sorted.get(id);
    if (by?.column !== column) sorted.set(id, { column, descending: false });
    else if (by.descending) sorted.delete(id);
    else sorted.set(id, { column, descending: true });
    showSorted(id, tables.get(id));
    writeAddress();
  }

  for (const table of document.querySelectorAll('table[data-sortable]')) {
    tables.set(table.id, own(table));
    for (const [column, head] of tables.get(table.id).heads.entries()) {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      button.addEventListener('click', () => sortBy(table.id, column));
      head.append(button);
    }
  }

  const filter = document.getElementById('filter');
  const boxes = filter === null ? [] : [...filter.querySelectorAll('input')];
  if (filter !== null) {
    filter.hidden = false;
    filter.addEventListener('change', ({ target }) => {
      if (target.checked) left.delete(target.value);
      else left.add(target.value);
      showAll();
      writeAddress();
    });
  }

  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  document.body.append(tip);
  function showTip({ target, clientX, clientY }) {
    const at = target instanceof Element ? target.closest('[data-tip]') : null;
    tip.hidden = at === null;
    if (at === null) return;
    tip.textContent = at.getAttribute('data-tip');
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(0, Math.min(clientX + 12, innerWidth - width - 4))}px`;
    tip.style.top = `${clientY + 16 + height > innerHeight ? clientY - height - 8 : clientY + 16}px`;
  }
  document.addEventListener('pointermove', showTip);
  document.addEventListener('pointerdown', showTip);
  document.addEventListener('scroll', () => {
    tip.hidden = true;
  });

  addEventListener('hashchange', () => {
    // A link within the page leads to its place and changes nothing else.
    if (!location.hash.includes('?') && sorted.size + left.size > 0) return writeAddress();
    readAddress();
    showAll();
  });
  if (location.hash.includes('?')) {
    readAddress();
    showAll();
    document.getElementById(anchorOf(location.hash))?.scrollIntoView();
  }
})();
