import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import { monitoringFiles } from '../../exchange/monitoring/monitoring-files.ts';
import type { Watch } from '../../exchange/monitoring/watch.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { loadConfig } from '../../harness/scenario/config.ts';
import { readScenarios } from '../../harness/scenario/read-scenarios.ts';
import { wrap } from '../../reports/text/wrap.ts';

const FOLDER = 'monitoring';
/** What was written, by its digest: how a file that somebody has changed is told. */
const WRITTEN = join(FOLDER, 'written.json');
const writtenSchema = z.record(z.string(), z.string());

/** `init --monitoring`: rules, dashboard and alerts from the budgets of the project. */
export async function writeMonitoring(
  host: Host,
  { force }: { readonly force: boolean },
): Promise<ExitCode> {
  const { files, terminal } = host;
  const config = await loadConfig(host, host.cwd);
  const scenarios = await findScenarios(host, config, readScenarios({}));
  const made = monitoringFiles(scenarios, config.monitoring);
  const earlier = readWritten(files.read(join(config.root, WRITTEN)));
  const written: Record<string, string> = { ...earlier };
  for (const { path, text } of made.files) {
    const shown = join(FOLDER, path);
    const there = files.read(join(config.root, shown));
    if (there !== null && !force && earlier[path] !== digest(there)) {
      terminal.out(`kept ${shown}, which was changed (--force writes over it)\n`);
      continue;
    }
    if (there !== text) files.writeAtomic(join(config.root, shown), text);
    terminal.out(there === text ? `${shown} is as it was\n` : `wrote ${shown}\n`);
    written[path] = digest(text);
  }
  files.writeAtomic(join(config.root, WRITTEN), `${JSON.stringify(written, null, 2)}\n`);
  terminal.out(nextSteps(made.watches, terminal.width));
  return EXIT.ok;
}

function nextSteps(watches: readonly Watch[], width: number): string {
  const sources = new Set(watches.map(({ source }) => source));
  const notes = watches.flatMap(({ scenario, budget, note }) =>
    note === null ? [] : [`${scenario.name}, ${budget.metric}: ${note}`],
  );
  const steps = [
    'Check the rules: promtool check rules monitoring/rules.yml.',
    'Name monitoring/rules.yml under rule_files of Prometheus, import monitoring/dashboard.json into Grafana, and provision it with monitoring/grafana-alerts.json where Alertmanager is not used.',
    ...(sources.has('service')
      ? ['See that your service has the metrics and labels that rules.yml names at its top.']
      : []),
    ...(sources.has('field')
      ? ['Give out web vitals as the histograms that rules.yml asks for.']
      : []),
    ...(sources.has('runs')
      ? [
          'Have CI run perf-harness run --reporter openmetrics=perf.prom, and give that file to the Pushgateway or to the textfile collector.',
        ]
      : []),
    ...notes,
  ];
  const count = watches.length;
  const watched = count === 1 ? '1 budget is' : `${count} budgets are`;
  return `\n${watched} watched. Next:\n${steps.map((step) => `${wrap(`- ${step}`, '  ', width).join('\n')}\n`).join('')}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Of a file that cannot be read nothing is known: then all others are taken for changed. */
function readWritten(text: string | null): Readonly<Record<string, string>> {
  if (text === null) return {};
  try {
    return writtenSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
