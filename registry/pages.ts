/** Parts of reports in formats that a plugin writes by itself: HTML, drawings, Markdown. */
export { linearAxis } from '../reports/html/axis.ts';
export { html, type Markup } from '../reports/html/markup.ts';
export { coordinate } from '../reports/html/number.ts';
export { pageOf } from '../reports/html/view-page.ts';
export { markdownOf } from '../reports/markdown/view-markdown.ts';
