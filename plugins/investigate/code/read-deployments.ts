import { EXIT, type Host, UserError } from 'perf-harness/plugin';
import type { IncidentDeployment } from '../document/investigation-document.ts';
import { splitSeparatedLine } from '../read/log-record-parsers.ts';
import { toTimestamp } from '../read/parse-log-timestamp.ts';

const TIME = /^(?:time|timestamp|date|at|deployed_at|created_at|finished_at)$/iu;
const NAME = /^(?:name|version|release|tag|environment|deployment|id)$/iu;
const COMMIT = /^(?:commit|sha|revision|ref|git_sha)$/iu;

/**
 * Reads deployments from separated values, or from a JSON list as returned by GitHub's API.
 *
 * @throws UserError where the file is missing, or no column has a timestamp.
 */
export function readDeployments(
  { files }: Pick<Host, 'files'>,
  path: string,
): readonly Omit<IncidentDeployment, 'in_window'>[] {
  const text = files.read(path);
  if (text === null) throw refused(path, 'there is no such file');
  const records = /^\s*\[/u.test(text) ? jsonRecords(path, text) : separatedRecords(text);
  const names = Object.keys(records[0] ?? {});
  const time = names.find((name) => TIME.test(name));
  if (time === undefined) throw refused(path, 'no column is named time, date or at');
  const [name, commit] = [
    names.find((name) => NAME.test(name)),
    names.find((name) => COMMIT.test(name)),
  ];
  return records.flatMap((record) => {
    const at = toTimestamp(record[time]);
    if (Number.isNaN(at)) return [];
    const sha = commit === undefined ? '' : (record[commit] ?? '');
    return [
      {
        name: (name === undefined ? undefined : record[name]) ?? sha.slice(0, 12),
        at: new Date(at).toISOString(),
        commit: sha === '' ? null : sha,
      },
    ];
  });
}

type Row = Readonly<Record<string, string | undefined>>;

function separatedRecords(text: string): readonly Row[] {
  const [head = '', ...lines] = text.split(/\r?\n/u).filter((line) => line.trim() !== '');
  const separator = ['\t', ';'].find((candidate) => head.includes(candidate)) ?? ',';
  const names = splitSeparatedLine(head, separator);
  return lines.map((line) => {
    const values = splitSeparatedLine(line, separator);
    return Object.fromEntries(names.map((name, index) => [name, values[index]]));
  });
}

function jsonRecords(path: string, text: string): readonly Row[] {
  try {
    const list = JSON.parse(text) as readonly Record<string, unknown>[];
    return list.map((record) =>
      Object.fromEntries(
        Object.entries(record).map(([name, value]) => [
          name,
          typeof value === 'object' ? undefined : String(value),
        ]),
      ),
    );
  } catch {
    throw refused(path, 'it is not a JSON array');
  }
}

function refused(path: string, why: string): UserError {
  return new UserError({
    code: 'investigate-deployments',
    message: `--deploys cannot read ${path}: ${why}.`,
    remedy:
      'Provide a CSV or similar delimited file with a header line such as "time,version,commit".',
    exitCode: EXIT.usage,
  });
}
