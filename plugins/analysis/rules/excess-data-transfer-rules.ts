import type { CodeRule } from './syntax-pattern-rule.ts';

const TEXT = { any: [{ kind: 'string' }, { kind: 'template_string' }] };
const ALL_COLUMNS = '(?is)^.{0,3}\\s*select\\s+(distinct\\s+)?(\\w+\\.)?\\*\\s*(,|\\sfrom\\s)';
/** Queries for whole tables; counts, limits and lookups by key return few rows. */
const ROWS = '(?is)^.{0,3}\\s*select\\s.+\\sfrom\\s+\\w';
const FEW =
  '(?is)\\b(limit|top|fetch\\s+first|count\\s*\\(|max\\s*\\(|min\\s*\\(|sum\\s*\\(|avg\\s*\\(|exists|join|where|from\\s+(pg_|information_schema|sqlite_|dual))';

/** Argument of a call that issues a query: words of any other text may read like a query. */
const ASKED = {
  any: [
    {
      inside: {
        kind: 'arguments',
        follows: {
          regex: '\\.(query|execute|prepare|raw|unsafe|all|any|many|each|\\$queryRaw\\w*)(<.*>)?$',
        },
      },
    },
    {
      inside: {
        kind: 'call_expression',
        has: { field: 'function', regex: '(?i)(^|\\.)(sql|\\$queryRaw)$' },
      },
    },
  ],
};

/** More data than is needed, or the same data moved more often than is needed. */
export const EXCESS_DATA_TRANSFER_RULES: readonly CodeRule[] = [
  {
    id: 'select-star',
    language: 'TypeScript',
    message: 'A query selects every column.',
    note: 'Unused columns are still read from disk, sent and parsed, and an index alone can no longer answer the query. List the needed columns.',
    rule: { all: [TEXT, { regex: ALL_COLUMNS }] },
    metadata: { category: 'data_flow', needs: '(?:select|SELECT|Select)\\s' },
  },
  {
    id: 'query-without-limit',
    language: 'TypeScript',
    message: 'A query returns every row of a table.',
    note: 'The query gets slower as the table grows. Add LIMIT with pagination, or a WHERE clause.',
    rule: { all: [TEXT, { regex: ROWS }, { not: { regex: FEW } }], ...ASKED },
    metadata: { category: 'data_flow', needs: '(?:select|SELECT|Select)\\s' },
  },
  {
    id: 'find-all-rows',
    language: 'TypeScript',
    message: 'Every row of a table is fetched, with every column.',
    note: 'The query gets slower as the table grows. Set a limit (`take`, `limit`) and select only the needed fields.',
    rule: {
      any: [
        { pattern: '$MODEL.findMany()' },
        { pattern: '$MODEL.findMany({})' },
        { pattern: '$MODEL.findAll()' },
        { pattern: '$MODEL.findAll({})' },
        { pattern: '$MODEL.find({}).toArray()' },
      ],
    },
    constraints: {
      MODEL: {
        regex: '^([A-Z]\\w*|(.*\\.)?(prisma|db|tx|models|repository|\\w+Repository)(\\.\\w+)?)$',
      },
    },
    metadata: { category: 'data_flow', needs: '\\.findMany\\(|\\.findAll\\(|\\.toArray\\(' },
  },
  {
    id: 'count-by-length',
    language: 'TypeScript',
    message: 'Rows are fetched only to be counted.',
    note: 'Let the database count: `count`, or SELECT count(*).',
    rule: {
      any: [
        { pattern: '(await $MODEL.findMany($$$ARGUMENTS)).length' },
        { pattern: '(await $MODEL.findAll($$$ARGUMENTS)).length' },
        { pattern: '(await $MODEL.find($$$ARGUMENTS)).length' },
      ],
    },
    metadata: { category: 'data_flow', needs: '\\)\\.length' },
  },
  {
    id: 'chunks-as-string',
    language: 'TypeScript',
    message: 'A body is assembled as text, chunk by chunk.',
    note: 'Every chunk becomes a separate string, and characters split across chunks are corrupted. Collect the chunks in an array and call Buffer.concat once.',
    rule: {
      kind: 'augmented_assignment_expression',
      regex: '\\+=',
      inside: {
        stopBy: 'end',
        kind: 'arguments',
        has: { nthChild: 1, regex: '^[\'"]data[\'"]$' },
        follows: { kind: 'member_expression', regex: '\\.(on|addListener)$' },
      },
      has: {
        field: 'right',
        any: [
          { kind: 'identifier', regex: '^(chunk|data|buf|buffer|part|d|c)$' },
          { regex: '\\.toString\\(' },
        ],
      },
    },
    metadata: { category: 'data_flow', needs: '\'data\'|"data"' },
  },
  {
    id: 'buffer-concat-in-loop',
    language: 'TypeScript',
    message: '$ALL is copied in full for every chunk.',
    note: 'The cost grows quadratically with the length. Collect the chunks in an array and call Buffer.concat once.',
    rule: { pattern: '$ALL = Buffer.concat([$ALL, $$$MORE])' },
    metadata: { category: 'data_flow', needs: 'Buffer\\.concat' },
  },
  {
    id: 'python-select-star',
    language: 'Python',
    message: 'A query selects every column.',
    note: 'Unused columns are still read from disk, sent and parsed. List the needed columns.',
    rule: { all: [{ kind: 'string' }, { regex: ALL_COLUMNS }] },
    metadata: { category: 'data_flow', needs: '(?:select|SELECT|Select)\\s' },
  },
];
