import type { Scenario } from '../model/scenario/scenario.ts';
import { nearestWord } from '../model/scenario/suggest-nearest-word.ts';
import { UserError } from '../model/user-error.ts';

/** Returns the scenarios with exactly this name, else those whose name contains it. */
export function findScenariosByName(
  scenarios: readonly Scenario[],
  name: string,
): readonly Scenario[] {
  const exact = scenarios.filter(
    (scenario) => scenario.name === name || scenario.source?.name === name,
  );
  if (exact.length > 0) return exact;
  const part = name.toLowerCase();
  return scenarios.filter((scenario) => scenario.name.toLowerCase().includes(part));
}

/** Throws for an unknown scenario name, listing the existing names. @throws UserError */
export function throwUnknownScenario(
  name: string,
  scenarios: readonly Scenario[],
  looked: string,
): never {
  throw new UserError({
    code: 'scenario-not-found',
    message: `No file, folder or scenario matches "${name}".${whatThereIs(scenarios, looked)}`,
    remedy:
      suggestion(name, scenarios) ??
      (scenarios.length === 0
        ? 'Create a scenario with `perf-harness init`.'
        : 'List all scenarios with `perf-harness run --list`.'),
  });
}

/** Pattern that a name or a tag must match. */
export interface NameFilter {
  /** As it was written. */
  readonly text: string;
  readonly matches: (name: string) => boolean;
}

/** Parses a filter: case-insensitive text or `/regex/`. @throws UserError: invalid regex. */
export function parseNameFilter(text: string): NameFilter {
  return { text, matches: matcher(text) };
}

/** Filters scenarios by name or tag. @throws UserError if none is left. */
export function filterScenarios(
  scenarios: readonly Scenario[],
  { text, matches }: NameFilter,
): readonly Scenario[] {
  const kept = scenarios.filter(
    (scenario) => matches(scenario.name) || scenario.tags.some(matches),
  );
  if (kept.length > 0 || scenarios.length === 0) return kept;
  throw new UserError({
    code: 'filter-matches-nothing',
    message: `The filter "${text}" matches no scenario name or tag.${whatThereIs(scenarios, '')}`,
    remedy: suggestion(text, scenarios) ?? 'List all scenarios with `perf-harness run --list`.',
  });
}

function matcher(filter: string): (text: string) => boolean {
  const regex = /^\/(.+)\/([a-z]*)$/s.exec(filter);
  if (regex === null) {
    const part = filter.toLowerCase();
    return (text) => text.toLowerCase().includes(part);
  }
  try {
    const pattern = new RegExp(regex[1] ?? '', (regex[2] ?? '').replace(/[gy]/g, ''));
    return (text) => pattern.test(text);
  } catch (error) {
    throw new UserError({
      code: 'filter-invalid',
      message: `The filter "${filter}" is invalid: ${(error as Error).message}.`,
      remedy: 'Write the filter as /regex/, or as plain text without slashes.',
      cause: error,
    });
  }
}

const LISTED = 10;

function whatThereIs(scenarios: readonly Scenario[], looked: string): string {
  if (scenarios.length === 0) return looked === '' ? '' : ` No scenarios found in ${looked}.`;
  const names = baseNames(scenarios);
  if (names.length === 1) return ` The only scenario is "${names[0]}".`;
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  const listed = names.slice(0, LISTED).map((name) => `"${name}"`);
  return ` There are ${listed.join(', ')}${more}.`;
}

function suggestion(found: string, scenarios: readonly Scenario[]): string | null {
  const nearest = nearestWord(found, baseNames(scenarios));
  return nearest === null ? null : `Did you mean "${nearest}"?`;
}

function baseNames(scenarios: readonly Scenario[]): readonly string[] {
  return [...new Set(scenarios.map((scenario) => scenario.source?.name ?? scenario.name))];
}
