import type { HelperFunction } from './helper-function.ts';

/** In the place of a text that is cut and split to count its lines. */
export const LINE_COUNTER: HelperFunction = {
  name: 'lineCounter',
  text: (t) => `/**
 * Returns the line of a position in a text, counted from 1. The first query of a text, and an invalid
 * text or position, give undefined. Line ends are cached for one text.
 */
function lineCounter() {
  let known = '';
  let ends${t(': number[] | undefined')};
  return function lineAt(text${t(': unknown')}, place${t(': unknown')})${t(': number | undefined')} {
    if (typeof text !== 'string' || ${t("typeof place !== 'number' || ")}!Number.isInteger(place) || place < 0) return undefined;
    if (text !== known || text === '') {
      known = text;
      ends = undefined;
      return undefined;
    }
    if (ends === undefined) {
      ends = [];
      for (let at = text.indexOf('\\n'); at !== -1; at = text.indexOf('\\n', at + 1)) ends.push(at);
    }
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (${t('(ends[middle] ?? 0)', 'ends[middle]')} < place) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
`,
};
