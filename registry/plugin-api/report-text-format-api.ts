/** Texts, numbers and tables as reports show them. */

export {
  formatChange,
  formatChangeRange,
  formatDuration,
  formatMoment,
  formatQuantity,
  formatShare,
  NO_NUMBER,
} from '../../reports/format-quantity.ts';
export { createFact, createTable } from '../../reports/report-block-builders.ts';
export { plural } from '../../reports/text/format-counts.ts';
export { joinTexts } from '../../reports/text/join-nonempty-texts.ts';
export { printable, printableTexts } from '../../reports/text/printable-text.ts';
export { quoteCommandWord } from '../../reports/text/quote-command-word.ts';
export { wrapLines } from '../../reports/text/wrap-indented-lines.ts';
