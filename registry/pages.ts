/** Parts of reports in formats that a plugin writes by itself: HTML, drawings, Markdown. */

export { budgetFacts } from '../reports/facts/run/budget-facts.ts';
export { linearAxis } from '../reports/html/axis.ts';
export { findingsSection, nextSection } from '../reports/html/closing.ts';
export { html, type Markup } from '../reports/html/markup.ts';
export { coordinate } from '../reports/html/number.ts';
export { htmlPage, type PageHead, type PageOptions } from '../reports/html/page.ts';
export { blockMarkup, pageOf, viewPage } from '../reports/html/view-page.ts';
export { htmlReporter } from '../reports/html.ts';
export { markdownOf } from '../reports/markdown/view-markdown.ts';
export { markdownReporter } from '../reports/markdown.ts';
export { isViewed, type Shown } from '../reports/reporter.ts';
export { budgetTable } from '../reports/views/report/overview-blocks.ts';
export { viewOf } from '../reports/views/view-of.ts';
