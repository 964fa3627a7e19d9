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
export { printable, printableTexts, quoteCommandWord } from '../../reports/text/printable-text.ts';
export { joinTexts, plural } from '../../reports/text/sentence-parts.ts';
export { wrapLines } from '../../reports/text/wrap-text-to-width.ts';
