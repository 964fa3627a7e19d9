import { EXIT, type Host, UserError } from 'perf-harness/plugin';
import { z } from 'zod';

const BASELINE_SCHEMA = 'perf-harness/audit-baseline@1';

const knownSchema = z
  .object({
    rule: z.string(),
    file: z.string(),
    hash: z.string(),
  })
  .readonly();
/** A finding that was there when the baseline was written, known by the code around it. */
export type BaselineEntry = z.infer<typeof knownSchema>;

const baselineSchema = z.object({
  schema: z.literal(BASELINE_SCHEMA),
  findings: z.array(knownSchema).readonly(),
});

/** Baseline that an audit is compared with. */
export interface OpenBaseline {
  readonly path: string;
  /** Set when the file is rewritten with all current findings. */
  readonly isUpdated: boolean;
  readonly known: readonly BaselineEntry[];
}

/** Opens a baseline and reads it, unless it is to be written. @throws UserError if unusable. */
export function openBaseline(host: Host, path: string, isUpdated: boolean): OpenBaseline {
  if (isUpdated) {
    host.files.probeWritable(path);
    return { path, isUpdated, known: [] };
  }
  return { path, isUpdated, known: readBaseline(host, path) };
}

/** @throws UserError if the file is missing, cannot be read, or has another version. */
function readBaseline({ files }: Pick<Host, 'files'>, path: string): readonly BaselineEntry[] {
  const text = files.read(path);
  if (text === null) throw wrong(path, 'there is no such file');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong(path, 'the file is not JSON');
  }
  const read = baselineSchema.safeParse(value);
  if (read.success) return read.data.findings;
  const version = z.looseObject({ schema: z.string() }).safeParse(value).data?.schema;
  if (version !== undefined && version !== BASELINE_SCHEMA) {
    throw wrong(path, `the file has schema ${version}, but this release reads ${BASELINE_SCHEMA}`);
  }
  const [issue] = read.error.issues;
  throw wrong(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** Sorted, so that the same findings give the same file. */
export function writeBaseline(
  { files }: Pick<Host, 'files'>,
  path: string,
  findings: readonly BaselineEntry[],
): void {
  const keyOf = ({ file, rule, hash }: BaselineEntry): string => `${file}\0${rule}\0${hash}`;
  const sorted = [...findings].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const text = JSON.stringify({ schema: BASELINE_SCHEMA, findings: sorted }, null, 2);
  files.writeAtomic(path, `${text}\n`);
}

function wrong(path: string, what: string): UserError {
  return new UserError({
    code: 'audit-baseline',
    message: `Cannot use the baseline ${path}: ${what}.`,
    remedy: 'Rewrite the baseline with --update-baseline, and review its new entries.',
    exitCode: EXIT.baseline,
  });
}
