import { parseAllowedHost } from '../model/scenario/allowed-remote-hosts.ts';
import { optionError } from '../model/value/bad-option-error.ts';
import { parseNameFilter } from './filter-scenarios-by-name-or-tag.ts';
import type { ScenarioRequest } from './resolve-requested-scenarios.ts';

/** Flags of a command line, or properties of a request, that select scenarios. */
export interface ScenarioFlags {
  readonly targets?: readonly string[] | undefined;
  readonly command?: readonly string[] | null | undefined;
  readonly filter?: string | undefined;
  readonly quick?: boolean | undefined;
  readonly allowRemote?: readonly string[] | undefined;
}

/** @throws UserError for an invalid host or filter. */
export function readScenarios({
  targets = [],
  command = null,
  filter,
  quick = false,
  allowRemote = [],
}: ScenarioFlags): ScenarioRequest {
  const wrong = allowRemote.find((text) => parseAllowedHost(text) === null);
  if (wrong !== undefined) {
    throw optionError(
      `--allow-remote takes a host such as staging.example.com or 10.0.0.7:8080; found "${wrong}".`,
    );
  }
  const read = filter === undefined ? null : parseNameFilter(filter);
  return { targets, command, filter: read, quick, allowRemote };
}
