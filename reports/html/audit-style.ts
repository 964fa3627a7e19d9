/** Of tables with sentences in them: cells begin at the top, and none is squeezed to a word a line. */
export const AUDIT_STYLE = `
.audit td,.audit th{vertical-align:top;padding-right:1rem}
.audit td{min-width:4rem}.audit td:nth-child(n+3):not(.number):not(:last-child){min-width:14rem}
.audit code{overflow-wrap:anywhere}.audit td:has(>code:only-child){min-width:9rem}
.audit ul{margin:.3rem 0;padding-left:1.1rem;color:var(--faint)}
#scores table,#severities table{width:auto;min-width:min(100%,24rem)}
`;
