/** Texts, numbers and tables as reports show them. */

export { fact, tableOf } from '../reports/blocks.ts';
export {
  formatChange,
  formatDuration,
  formatMoment,
  formatQuantity,
  formatShare,
  NO_NUMBER,
} from '../reports/scale.ts';
export { commandWord } from '../reports/text/command-word.ts';
export { joined } from '../reports/text/joined.ts';
export { plural } from '../reports/text/plural.ts';
export { printable, printableTexts } from '../reports/text/printable.ts';
export { wrapLines } from '../reports/text/wrap.ts';
