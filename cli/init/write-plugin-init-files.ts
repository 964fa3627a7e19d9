// Makes `perf-harness/plugin` resolve before a plugin loads its modules.
import '../../harness/loader/register-self-reference.ts';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { findScenarios } from '../../api/project/find-requested-scenarios.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { readScenarios } from '../../harness/scenario/parse-scenario-selection-flags.ts';
import { loadConfig } from '../../harness/scenario/project-config.ts';
import type { CreatedFiles, InitFiles } from '../../registry/plugin.ts';
import { wrapWords } from '../../reports/text/wrap-text-to-width.ts';

/** File with digests of written files; another digest means that a file was changed by hand. */
const DIGESTS = 'written.json';
const digestsSchema = z.record(z.string(), z.string());

/** Writes the files of a plugin, but keeps files that were changed by hand unless forced. */
export async function writePluginInitFiles(
  host: Host,
  kind: InitFiles,
  { force }: { readonly force: boolean },
): Promise<ExitCode> {
  const { files, terminal } = host;
  const config = await loadConfig(host, host.cwd);
  const scenarios = await findScenarios(host, config, readScenarios({}));
  const made = await kind.make({ host, config, scenarios });
  const digestsPath = join(config.root, made.folder, DIGESTS);
  const earlier = readDigests(files.read(digestsPath));
  const digests: Record<string, string> = { ...earlier };
  for (const { path, text } of made.files) {
    const shown = join(made.folder, path);
    const current = files.read(join(config.root, shown));
    if (current !== null && !force && earlier[path] !== digest(current)) {
      terminal.out(`kept modified ${shown} (--force overwrites it)\n`);
      continue;
    }
    if (current !== text) files.writeAtomic(join(config.root, shown), text);
    terminal.out(current === text ? `${shown} is up to date\n` : `wrote ${shown}\n`);
    digests[path] = digest(text);
  }
  files.writeAtomic(digestsPath, `${JSON.stringify(digests, null, 2)}\n`);
  terminal.out(nextSteps(made, terminal.width));
  return EXIT.ok;
}

function nextSteps({ summary, next }: CreatedFiles, width: number): string {
  const steps = next.map((step) => `${wrapWords(`- ${step}`, '  ', width).join('\n')}\n`);
  return `\n${summary} Next:\n${steps.join('')}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Without readable digests every file counts as changed. */
function readDigests(text: string | null): Readonly<Record<string, string>> {
  if (text === null) return {};
  try {
    return digestsSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
