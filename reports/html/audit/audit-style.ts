/** Of tables with sentences in them: wider than others, cells from the top, none squeezed to a word a line. */
export const AUDIT_STYLE = `
body{max-width:80rem}
.audit td,.audit th{vertical-align:top;padding-right:1rem}
.audit td{min-width:4.5rem}.audit td.number,.audit .number+:not(.number){text-align:left;padding-left:0}
.audit td:nth-child(n+3):not(.number):not(:last-child){min-width:13rem;overflow-wrap:anywhere}
.audit td:has(>code:only-child){min-width:11rem}
.audit code,#sources code{overflow-wrap:anywhere}.audit ul{margin:.3rem 0;padding-left:1.1rem;color:var(--faint)}
#scores table,#severities table,#not-counted table{width:auto;min-width:min(100%,24rem)}
`;
