import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { type InitWords, readInit } from '../../options/init.ts';
import { type Detected, detectProject } from '../init/detect-project.ts';
import { scenarioEnding } from '../init/scenario-ending.ts';
import { configText, scenarioText } from '../init/scenario-text.ts';
import { writeCi } from '../init/write-ci.ts';

/** `perf-harness init`: a configuration and one scenario that works. */
export async function initCommand(host: Host, words: InitWords): Promise<ExitCode> {
  const { service, asks, force } = readInit(words);
  if (service !== null) return writeCi(host, service, { asks, force });
  const { files, terminal, cwd } = host;
  const detected = detectProject(files, cwd);
  const extension = scenarioEnding(files, cwd);
  const planned = [
    { path: `perf-harness.config.${extension}`, text: configText() },
    { path: join('scenarios', `first.${extension}`), text: scenarioText(detected) },
  ];
  terminal.err(`found: ${describe(detected)}\n`);
  const kept = planned.filter(({ path }) => files.isFile(join(cwd, path)) && !force);
  const written = planned.filter((file) => !kept.includes(file));
  if (written.length > 0 && asks && terminal.canAsk) {
    const names = written.map(({ path }) => path).join(' and ');
    if (!(await terminal.confirm(`Write ${names}?`))) return EXIT.ok;
  }
  for (const { path, text } of written) {
    files.writeAtomic(join(cwd, path), text);
    terminal.out(`wrote ${path}\n`);
  }
  for (const { path } of kept)
    terminal.out(`kept ${path}, which was there (--force writes over it)\n`);
  terminal.out('\nNext: perf-harness run\n');
  return EXIT.ok;
}

function describe(detected: Detected): string {
  if (detected.kind === 'http') {
    const port = detected.port === null ? 'the port in PORT' : `port ${detected.port}`;
    return `a server (${detected.framework}), started with "${detected.command.join(' ')}" on ${port}`;
  }
  if (detected.kind === 'command') return `a command, "${detected.command.join(' ')}"`;
  return `a package, loaded from ${detected.module}`;
}
