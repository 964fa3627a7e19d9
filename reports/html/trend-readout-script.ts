/**
 * Script that reads a trend's runs to the reader: the run next to the pointer, or, by keyboard, the
 * one before or after. The texts are those of the table below the plot, which serves without it.
 *
 * Stored as text, since it runs in the reader's browser. `data-at` of a row is the run's place:
 * share of the width in percent, and height in pixels.
 */
export const TREND_READOUT_SCRIPT = `(() => {
  for (const figure of document.querySelectorAll('figure.trend')) {
    const plot = figure.querySelector('svg.plot');
    const rows = [...figure.parentElement.querySelectorAll('tr[data-at]')].reverse();
    if (rows.length === 0) continue;
    const at = rows.map((row) => row.dataset.at.split(' ').map(Number));
    const [line, dot] = plot.querySelectorAll('.cursor');
    const output = document.createElement('output');
    const hint = 'Point at a run, or focus the plot and press the arrow keys.';
    let shown = rows.length - 1;
    const show = (index) => {
      shown = Math.max(0, Math.min(rows.length - 1, index));
      const [x, y] = at[shown];
      for (const name of ['x1', 'x2']) line.setAttribute(name, x + '%');
      dot.setAttribute('cx', x + '%');
      dot.setAttribute('cy', y);
      figure.classList.add('on');
      const texts = [...rows[shown].cells].map((cell) => cell.textContent.trim());
      output.textContent = texts.filter((text) => text !== '').join(' \\u00b7 ');
    };
    const hide = () => {
      figure.classList.remove('on');
      output.textContent = hint;
    };
    const open = () => rows[shown].querySelector('a')?.click();
    const keys = {
      ArrowLeft: () => show(shown - 1),
      ArrowRight: () => show(shown + 1),
      Home: () => show(0),
      End: () => show(rows.length - 1),
      Escape: hide,
      Enter: open,
    };
    plot.setAttribute('tabindex', '0');
    plot.addEventListener('focus', () => show(shown));
    plot.addEventListener('blur', hide);
    plot.addEventListener('click', open);
    plot.addEventListener('pointerleave', () => document.activeElement === plot || hide());
    plot.addEventListener('pointermove', ({ clientX }) => {
      const { left, width } = plot.getBoundingClientRect();
      const x = ((clientX - left) / width) * 100;
      const next = at.findIndex(([place]) => place >= x);
      const after = next < 0 ? rows.length - 1 : next;
      const isBefore = after > 0 && x - at[after - 1][0] < at[after][0] - x;
      show(isBefore ? after - 1 : after);
    });
    plot.addEventListener('keydown', (event) => {
      const act = keys[event.key];
      if (act === undefined) return;
      act();
      event.preventDefault();
    });
    hide();
    figure.append(output);
  }
})();`;
