/** Report building blocks for plugins with formats of their own: HTML, drawings, Markdown. */

export {
  type BudgetFact,
  budgetFacts,
  parseBudgetLimit,
} from '../../reports/display-facts/run/budget-display-data.ts';
export {
  findingsSection,
  nextSection,
} from '../../reports/html/findings-and-next-step-sections.ts';
export { formatCoordinate } from '../../reports/html/format-plot-numbers.ts';
export { html, type Markup } from '../../reports/html/html-markup.ts';
export { htmlPage, type PageHead, type PageOptions } from '../../reports/html/html-page.ts';
export { linearAxis } from '../../reports/html/plot-axis.ts';
export * as plots from '../../reports/html/plot-frame.ts';
export {
  blockMarkup,
  pageHead,
  renderPage,
  renderPageParts,
} from '../../reports/html/render-report-view-as-html.ts';
export { timeAxis } from '../../reports/html/time-axis.ts';
export { htmlReporter } from '../../reports/html-reporter.ts';
export { renderMarkdown } from '../../reports/markdown/render-report-view-as-markdown.ts';
export { markdownReporter } from '../../reports/markdown-reporter.ts';
export { hasView, type ShownDocument } from '../../reports/reporter.ts';
export { createView } from '../../reports/views/create-document-view.ts';
