import { type CodeRule, IN_LOOP } from './syntax-pattern-rule.ts';

const CALLBACK = { any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }] };

/** Work that is done again although its result is known, or that grows with the square. */
export const REDUNDANT_WORK_RULES: readonly CodeRule[] = [
  {
    id: 'json-clone',
    language: 'TypeScript',
    message: '$X is copied by serializing it to JSON and parsing it again.',
    note: 'Serializing and parsing JSON costs several times as much as a direct copy. Use structuredClone, or copy only what changes.',
    rule: { pattern: 'JSON.parse(JSON.stringify($X))' },
    metadata: { category: 'redundant_work', needs: 'JSON\\.stringify' },
  },
  {
    id: 'regexp-in-loop',
    language: 'TypeScript',
    message: 'A regular expression is compiled in every loop iteration.',
    note: 'Compile the regular expression once before the loop.',
    // An expression that is passed on is itself the result, such as an element of a list of
    // expressions.
    rule: {
      pattern: 'new RegExp($$$ARGUMENTS)',
      not: {
        any: ['return_statement', 'arrow_function', 'pair', 'array'].map((kind) => ({
          inside: { kind },
        })),
      },
      ...IN_LOOP,
    },
    metadata: { category: 'redundant_work', needs: 'new RegExp' },
  },
  {
    id: 'intl-in-loop',
    language: 'TypeScript',
    message: 'new Intl.$KIND is created in every loop iteration.',
    note: 'A formatter loads its language data when it is created, which takes about ten microseconds. Create the formatter once and reuse it.',
    rule: { pattern: 'new Intl.$KIND($$$ARGUMENTS)', ...IN_LOOP },
    metadata: { category: 'redundant_work', needs: 'Intl\\.' },
  },
  {
    id: 'spread-in-reduce',
    language: 'TypeScript',
    message: 'The accumulator is copied in full for every element.',
    note: 'The cost grows quadratically with the number of elements. Add to one object or array in place, or use Object.fromEntries, flatMap or a loop.',
    rule: {
      any: [
        // The whole literal is matched, since a profile attributes its time to the start of it.
        ...['object', 'array'].map((kind) => ({
          kind,
          has: { kind: 'spread_element', has: { kind: 'identifier', pattern: '$COLLECTED' } },
        })),
        { pattern: 'Object.assign({}, $COLLECTED, $$$MORE)' },
      ],
      inside: {
        stopBy: 'end',
        all: [CALLBACK],
        has: {
          field: 'parameters',
          // With types a parameter is around its name.
          has: {
            nthChild: 1,
            any: [{ pattern: '$COLLECTED' }, { has: { stopBy: 'end', pattern: '$COLLECTED' } }],
          },
        },
        inside: {
          kind: 'arguments',
          follows: { kind: 'member_expression', regex: '\\.reduce(Right)?$' },
        },
      },
    },
    metadata: {
      category: 'redundant_work',
      needs: '\\.reduce[\\s\\S]*(?:\\.\\.\\.|Object\\.assign)',
    },
  },
  {
    id: 'copy-in-loop',
    language: 'TypeScript',
    message: '$ALL is copied in full in every loop iteration.',
    note: 'The cost grows quadratically with the number of iterations. Update the value in place: push to it, or assign individual keys.',
    rule: {
      any: [
        { pattern: '$ALL = [...$ALL, $$$MORE]' },
        { pattern: '$ALL = $ALL.concat($$$MORE)' },
        { pattern: '$ALL = { ...$ALL, $$$MORE }' },
        { pattern: '$ALL = Object.assign({}, $ALL, $$$MORE)' },
      ],
      inside: {
        stopBy: {
          any: [CALLBACK, { kind: 'function_declaration' }, { kind: 'method_definition' }],
        },
        any: ['for_statement', 'for_in_statement', 'while_statement', 'do_statement'].map(
          (kind) => ({ kind }),
        ),
      },
    },
    metadata: {
      category: 'redundant_work',
      needs: '\\s= (?:[[{]\\s*\\.\\.\\.|[\\w.]+\\.concat\\(|Object\\.assign\\(\\{)',
    },
  },
  {
    id: 'includes-in-filter',
    language: 'TypeScript',
    message: '$LIST is searched from the start for every element.',
    note: 'The cost grows with the product of the two lengths. Create a Set from the array once and look elements up in it.',
    rule: {
      any: [
        { pattern: '$OTHER.filter(($ONE) => $LIST.includes($ONE))' },
        { pattern: '$OTHER.filter(($ONE) => !$LIST.includes($ONE))' },
        { pattern: '$OTHER.filter(($ONE) => $LIST.indexOf($ONE) $OPERATOR $POSITION)' },
        { pattern: '$OTHER.filter(($ONE) => $LIST.includes($ONE.$KEY))' },
        { pattern: '$OTHER.filter(($ONE) => !$LIST.includes($ONE.$KEY))' },
      ],
    },
    constraints: { LIST: { not: { kind: 'array' } } },
    metadata: {
      category: 'redundant_work',
      needs: '\\.filter\\(\\(?\\w+\\)? => !?[\\w.]+\\.(?:includes|indexOf)\\(',
    },
  },
  {
    id: 'search-before-push',
    language: 'TypeScript',
    message: '$LIST is searched from the start before an element is added to it.',
    note: 'The cost grows quadratically with the number of elements. Keep a Set alongside the array for lookups, or build the array from a Set.',
    rule: {
      kind: 'if_statement',
      all: [
        {
          has: {
            field: 'condition',
            has: {
              stopBy: 'end',
              any: [{ pattern: '$LIST.includes($ONE)' }, { pattern: '$LIST.indexOf($ONE)' }],
            },
          },
        },
        {
          has: {
            field: 'consequence',
            has: { stopBy: 'end', pattern: '$LIST.push($ONE)' },
          },
        },
      ],
    },
    metadata: {
      category: 'redundant_work',
      needs: '\\.(?:includes|indexOf)\\([\\s\\S]*\\.push\\(',
    },
  },
  {
    id: 'find-in-map',
    language: 'TypeScript',
    message: '$LIST is searched from the start for every element.',
    note: 'The cost grows with the product of the two lengths. Create a Map keyed by the compared property once and look elements up in it.',
    rule: {
      pattern: '$LIST.find(($ONE) => $ONE.$KEY === $WANTED)',
      inside: {
        stopBy: { any: [{ kind: 'function_declaration' }, { kind: 'method_definition' }] },
        ...CALLBACK,
        inside: {
          kind: 'arguments',
          follows: { kind: 'member_expression', regex: '\\.(map|forEach|filter|flatMap)$' },
        },
      },
    },
    constraints: { LIST: { kind: 'identifier' } },
    metadata: { category: 'redundant_work', needs: '\\.find\\(\\(?\\w+\\)? => \\w+\\.\\w+ === ' },
  },
  {
    id: 'sort-in-loop',
    language: 'TypeScript',
    message: '$LIST is sorted in every loop iteration.',
    note: 'Sort once after the loop, or keep the array sorted while filling it.',
    rule: {
      any: [{ pattern: '$LIST.sort($$$BY)' }, { pattern: '$LIST.toSorted($$$BY)' }],
      all: [IN_LOOP],
    },
    constraints: { LIST: { kind: 'identifier' } },
    metadata: { category: 'redundant_work', needs: '\\.sort\\(|\\.toSorted\\(' },
  },
  {
    id: 'shift-in-loop',
    language: 'TypeScript',
    message: '$QUEUE is emptied from the front, which shifts all remaining elements.',
    note: 'V8 does this instantly for up to about ten thousand elements; beyond that, the cost grows quadratically. Iterate by index, or take elements from the end.',
    rule: {
      pattern: '$QUEUE.shift()',
      inside: {
        stopBy: {
          any: [CALLBACK, { kind: 'function_declaration' }, { kind: 'method_definition' }],
        },
        kind: 'while_statement',
        has: {
          field: 'condition',
          has: {
            stopBy: 'end',
            any: [{ pattern: '$QUEUE.length' }, { pattern: '$QUEUE.shift()' }],
          },
        },
      },
    },
    metadata: { category: 'redundant_work', needs: '\\.shift\\(\\)' },
  },
  {
    id: 'environment-in-loop',
    language: 'TypeScript',
    message: 'process.env is read in every loop iteration.',
    note: 'Each read queries the operating system and costs a hundred times as much as reading a variable. Read the value once before the loop.',
    rule: {
      any: [{ pattern: 'process.env.$NAME' }, { pattern: 'process.env[$NAME]' }],
      all: [IN_LOOP],
    },
    metadata: { category: 'redundant_work', needs: 'process\\.env' },
  },
  {
    id: 'python-regexp-in-loop',
    language: 'Python',
    message: 'A regular expression is compiled in every loop iteration.',
    note: 'Compile the regular expression once at the top of the module.',
    rule: {
      pattern: 're.compile($$$ARGUMENTS)',
      inside: {
        stopBy: { kind: 'function_definition' },
        any: [{ kind: 'for_statement' }, { kind: 'while_statement' }],
      },
    },
    metadata: { category: 'redundant_work', needs: 're\\.compile' },
  },
];
