import type { Scenario } from '../model/scenario/scenario.ts';
import { didYouMean } from '../model/scenario/suggest-nearest-word.ts';
import {
  DEFINITION_SCHEMAS,
  kindsWithKey,
  type ReadDefinition,
} from './schema/scenario-definition-schema.ts';
import {
  describeOpaqueValue,
  describeValue,
  type PlainValue,
} from './schema/serialisable-user-value.ts';
import { requestObject } from './schema/server-and-request-schema.ts';
import { type Mistake, zodIssuesToMistakes } from './schema/user-input-mistake.ts';

export type ReadResult =
  | { readonly definition: ReadDefinition }
  | { readonly mistakes: readonly Mistake[] };

const KIND_KEYS: Readonly<Record<string, Scenario['kind']>> = {
  run: 'function',
  command: 'command',
  http: 'http',
  k6: 'k6',
  page: 'page',
};

export const INVALID_SCENARIO = 'scenario-invalid';

/** Reads one definition. `where` names it in mistakes. */
export function readScenarioDefinition(raw: PlainValue, where: readonly string[]): ReadResult {
  const wrong = (problem: string, remedy?: string): ReadResult => ({
    mistakes: [
      { code: INVALID_SCENARIO, where, problem, ...(remedy === undefined ? {} : { remedy }) },
    ],
  });
  if (
    typeof raw !== 'object' ||
    raw === null ||
    Array.isArray(raw) ||
    describeOpaqueValue(raw) !== null
  ) {
    return wrong(`found ${describeValue(raw)}, expected the result of defineScenario({ … })`);
  }
  const present = Object.keys(KIND_KEYS).filter((key) => key in raw);
  const [key, second] = present;
  if (key === undefined) return { mistakes: withoutKind(Object.keys(raw), where) };
  if (second !== undefined) {
    return wrong(
      `has both ${key} and ${second}; a scenario has exactly one kind, so set only one of these keys`,
    );
  }
  const kind = KIND_KEYS[key] as Scenario['kind'];
  const result = DEFINITION_SCHEMAS[kind].safeParse(raw);
  if (result.success) return { definition: { kind, ...result.data } as ReadDefinition };
  return {
    mistakes: zodIssuesToMistakes(result.error.issues, raw, {
      code: INVALID_SCENARIO,
      where,
      explainKey: (path, name) => (path.length === 0 ? explainMisplaced(kind, name) : null),
    }),
  };
}

/** Often the key is there, but misspelt. */
function withoutKind(keys: readonly string[], where: readonly string[]): readonly Mistake[] {
  const known = Object.values(DEFINITION_SCHEMAS).flatMap(({ shape }) => Object.keys(shape));
  const misspelt = keys.flatMap((key): readonly Mistake[] => {
    const hint = known.includes(key) ? '' : didYouMean(key, known);
    return hint === ''
      ? []
      : [{ code: INVALID_SCENARIO, where: [...where, key], problem: `unknown key.${hint}` }];
  });
  const problem =
    'there is nothing to measure; set one of the keys run (a function), command, http, k6 or page';
  return [{ code: INVALID_SCENARIO, where, problem }, ...misspelt];
}

function explainMisplaced(kind: Scenario['kind'], key: string): string | null {
  if (kind === 'http' && Object.hasOwn(requestObject.shape, key)) {
    return 'this key belongs inside http';
  }
  const others = kindsWithKey(key);
  if (others.length > 0) {
    return `only ${others.join(' and ')} scenarios have this key; this scenario is of kind ${kind}`;
  }
  return key === 'faults' ? 'this key belongs inside server' : null;
}
