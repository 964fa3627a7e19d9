import { stripVTControlCharacters } from 'node:util';
import { findOutputErrorLine } from '../../../harness/model/program-output-error.ts';

/** Steps that can fix a failure in a project. */
export interface Remedies {
  /** True if packages are installed. */
  readonly isInstalled: boolean;
  /** Command that builds the project; null: there is none. */
  readonly build: string | null;
  /** Example file of required variables to copy to `.env`; null: none, or already copied. */
  readonly example: string | null;
  /** The command that installs its packages. */
  readonly install: string;
}

/** Services by the port that they usually listen on. */
export const SERVICES_BY_PORT: Readonly<Record<string, string>> = {
  5432: 'PostgreSQL',
  3306: 'MySQL',
  27017: 'MongoDB',
  6379: 'Redis',
  9200: 'Elasticsearch',
  5672: 'RabbitMQ',
  9092: 'Kafka',
};

const BUILD_OUTPUT =
  /(?:Cannot find module|ENOENT|Could not find|no such file)[^\n]*(?:[/\\](?:dist|build|lib|out|\.next|\.output)\b|"(?:dist|build|lib|out)\/)|Cannot find module ['"]\.{1,2}\/|production build/iu;
const MISSING_MODULE =
  /Cannot find (?:module|package) ['"]((?!@\/|[~#])[^'"./][^'"]*)['"]|: ([\w@/.-]+): not found/iu;
const VARIABLE = /\b[A-Z][A-Z\d]*(?:_[A-Z\d]+)+\b/gu;
const IS_WANTED =
  /required|missing|undefined|invalid|not set|must be|not defined|environment|expected/iu;
/** Error codes, which resemble names of variables. */
const IS_CODE =
  /^(?:ERR|MODULE|E[A-Z]+)_|^(?:MODULE_NOT_FOUND|NODE_OPTIONS|NODE_ENV)$|_ERROR$|_NOT_FOUND$/u;

/** Returns the missing requirement, to follow "it needs" in a sentence; null: unknown. */
export function findMissingRequirement(output: string, remedies: Remedies): string | null {
  const service = /ECONNREFUSED\s+\S*:(\d+)/u.exec(output)?.[1];
  if (service !== undefined) {
    return `${SERVICES_BY_PORT[service] ?? 'a service'} on port ${service}, where nothing is listening`;
  }
  if (isBuildOutputMissing(output)) {
    return remedies.build === null ? 'a build' : `a build first: ${remedies.build}`;
  }
  const variables = missingVariables(output);
  if (variables.length > 0) {
    const shown = variables.slice(0, 5).join(', ');
    const copied =
      remedies.example === null
        ? ''
        : `, as ${remedies.example} shows: cp ${remedies.example} .env`;
    return `the environment variable${variables.length === 1 ? '' : 's'} ${shown}${copied}`;
  }
  const module = MISSING_MODULE.exec(output);
  if (module !== null) {
    const name = module[1] ?? module[2];
    const what = remedies.isInstalled ? `${name}, which is not installed` : 'its packages';
    return `${what}: ${remedies.install}`;
  }
  return null;
}

export function isBuildOutputMissing(output: string): boolean {
  return BUILD_OUTPUT.test(output);
}

function missingVariables(output: string): readonly string[] {
  const lines = output.split('\n');
  const found = lines.flatMap((line, index) => {
    // Programs state that variables are missing before listing them, or next to each.
    const around = lines.slice(Math.max(0, index - 3), index + 3).join('\n');
    return IS_WANTED.test(around) ? [...line.matchAll(VARIABLE)].map(([name]) => name) : [];
  });
  return [...new Set(found)].filter((name) => !IS_CODE.test(name));
}

/** Returns a program's own error message; undefined: none. */
function ownErrorLine(output: string): string | undefined {
  const lines = stripVTControlCharacters(output).split(/\r\n|\n|\r/u);
  const found = findOutputErrorLine(lines);
  const line = found === null ? lines.findLast((line) => line.trim() !== '') : lines[found.error];
  const text = line?.trim();
  return text === undefined || text.length <= 300 ? text : `${text.slice(0, 299)}…`;
}

/**
 * Describes a failure in one sentence: how it failed, its output, its requirements.
 * @param silent - Required services on which nothing listens; reported if the output gives no
 * reason.
 */
export function describeProjectFailure(
  how: string,
  output: string,
  remedies: Remedies,
  silent: readonly string[] = [],
): string {
  const errorLine = ownErrorLine(output);
  const needs = findMissingRequirement(output, remedies);
  const guess = `; it may need ${silent.join(' and ')}, where nothing is listening`;
  const unknown = silent.length === 0 ? '' : guess;
  return [
    how,
    errorLine === undefined || how.includes(errorLine) ? '' : `: ${errorLine}`,
    needs === null ? unknown : `; it needs ${needs}`,
  ].join('');
}
