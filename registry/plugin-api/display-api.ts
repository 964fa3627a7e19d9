/** Texts, numbers and tables as reports show them. */

export { fact, tableOf } from '../../reports/block-builders.ts';
export {
  formatChange,
  formatDuration,
  formatMoment,
  formatQuantity,
  formatShare,
  NO_NUMBER,
} from '../../reports/format-quantity.ts';
export { joined } from '../../reports/text/join-texts.ts';
export { plural } from '../../reports/text/plural.ts';
export { printable, printableTexts } from '../../reports/text/printable-text.ts';
export { commandWord } from '../../reports/text/quote-command-word.ts';
export { wrapLines } from '../../reports/text/wrap-lines.ts';
