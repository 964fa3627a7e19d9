/** Notes on batching that rules also compare, so that rewording one cannot change a judgement. */

/** Note on a write whose failure ends only its own iteration. */
export const OWN_ERROR_HANDLING_NOTE =
  'each element has its own error handling; batch the elements only if one failure may stop the rest';

/** Opening of the note on an iteration with many statements. */
export const MANY_STATEMENTS_NOTE = 'each iteration issues';

/** Note on a query with a limit for each element. */
export const LIMIT_PER_ELEMENT_NOTE =
  'the query limits the rows per element: batch only if that justifies a window function or a lateral join';
