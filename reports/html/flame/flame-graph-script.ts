/**
 * Script that makes a flame graph interactive: click or Enter zooms into a call, Escape zooms out,
 * arrows move between calls, and a search marks matches and adds up their share. It is the only
 * script in any report; the page's policy names it by its hash, so that nothing else can run.
 *
 * Stored as text, since it runs in the reader's browser. Numbers of a box are `left width row
 * parent`, the first two as shares of the whole.
 */
export const FLAME_GRAPH_SCRIPT = `(() => {
  const begin = (figure) => {
    const boxes = [...figure.querySelectorAll('svg.box')];
    const at = boxes.map((box) => {
      const [left, width, row, parent] = box.dataset.at.split(' ').map(Number);
      return { left, width, row, parent };
    });
    const children = at.map(() => []);
    at.forEach(({ parent }, index) => { if (parent >= 0) children[parent].push(index); });
    const roots = at.flatMap(({ parent }, index) => (parent < 0 ? [index] : []));
    const search = figure.querySelector('input');
    const said = figure.querySelector('output');
    const reset = figure.querySelector('button');
    figure.querySelector('.tools').hidden = false;
    let inside = -1;
    let current = roots[0] ?? 0;

    const show = () => {
      const { left: from, width: whole } = inside < 0 ? { left: 0, width: 1 } : at[inside];
      boxes.forEach((box, index) => {
        const { left, width } = at[index];
        const start = Math.max(0, (left - from) / whole);
        const end = Math.min(1, (left + width - from) / whole);
        box.style.display = end - start < 0.0005 ? 'none' : '';
        box.setAttribute('x', start * 100 + '%');
        box.setAttribute('width', Math.max(0, end - start) * 100 + '%');
      });
      reset.disabled = inside < 0;
    };
    const goInto = (index) => { inside = index; show(); };
    const walkTo = (index, isFocused = true) => {
      if (index === undefined) return;
      boxes[current].setAttribute('tabindex', '-1');
      current = index;
      boxes[current].setAttribute('tabindex', '0');
      if (isFocused) boxes[current].focus();
      said.value = boxes[current].querySelector('title').textContent;
    };
    const beside = (step) => {
      const { parent } = at[current];
      const row = parent < 0 ? roots : children[parent];
      return row[row.indexOf(current) + step];
    };
    const KEYS = {
      Enter: () => goInto(current),
      ArrowUp: () => walkTo(at[current].parent < 0 ? undefined : at[current].parent),
      ArrowDown: () => walkTo(children[current][0]),
      ArrowLeft: () => walkTo(beside(-1)),
      ArrowRight: () => walkTo(beside(1)),
    };

    boxes.forEach((box, index) => {
      box.addEventListener('click', () => { walkTo(index); goInto(index); });
      box.addEventListener('mouseenter', () => { said.value = box.querySelector('title').textContent; });
      box.addEventListener('keydown', (event) => {
        const act = KEYS[event.key];
        if (act === undefined) return;
        event.preventDefault();
        act();
      });
    });
    document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') goInto(-1); });
    reset.addEventListener('click', () => goInto(-1));
    search.addEventListener('input', () => {
      const wanted = search.value.trim().toLowerCase();
      let share = 0;
      let count = 0;
      const isHit = boxes.map((box) => wanted !== '' && box.dataset.name.toLowerCase().includes(wanted));
      boxes.forEach((box, index) => {
        box.classList.toggle('hit', isHit[index]);
        if (!isHit[index]) return;
        count += 1;
        let above = at[index].parent;
        while (above >= 0 && !isHit[above]) above = at[above].parent;
        if (above < 0) share += at[index].width;
      });
      figure.classList.toggle('searched', wanted !== '');
      said.value = wanted === '' ? '' : count + (count === 1 ? ' call, ' : ' calls, ') + (share * 100).toFixed(1) + ' %';
    });
    walkTo(current, false);
    said.value = '';
  };
  for (const figure of document.querySelectorAll('figure.flame')) begin(figure);
})();`;
