/** What only the page of a loop shows: the waterfall of its gains, and its table of cycles. */
export const OPTIMIZATION_STYLE = `
.waterfall .gain{fill:currentColor;fill-opacity:.55}.waterfall .sure{color:var(--text)}.waterfall .bar{fill-opacity:.8}
.waterfall tbody th{min-width:5.5rem;line-height:1.25;padding:.35rem 0}.waterfall tbody th small{font-weight:400;white-space:normal;overflow-wrap:anywhere}
.cycles th{white-space:nowrap}.cycles td:nth-child(2){min-width:12rem}.cycles td:nth-child(6){overflow-wrap:anywhere}.cycles td:nth-child(7){min-width:11rem;overflow-wrap:anywhere}
`;
