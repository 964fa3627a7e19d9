import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { presetBudgets } from '../../../harness/gate/parse-metric-budget.ts';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import type { BudgetPreset } from '../../../harness/model/scenario/budget-preset-names.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { detectServer } from '../../init/detect-server.ts';
import { generateK6Scenario } from '../../init/generate-scenario.ts';
import { discoverServerRequests } from '../../init/k6/discover-server-requests.ts';
import type { PlannedRequest } from '../../init/k6/generate-k6-script.ts';
import { generateK6Script } from '../../init/k6/generate-k6-script.ts';
import { generateOpenApiRequests } from '../../init/k6/generate-openapi-requests.ts';
import { readHarRequests } from '../../init/k6/read-har-requests.ts';
import { chooseScenarioExtension } from '../../init/scenario-file-extension.ts';
import { programName } from '../../output/program-name.ts';
import type { INIT_K6_OPTIONS } from './init-options.ts';

type K6Call = Call<typeof INIT_K6_OPTIONS>;

/** `perf-harness init k6`: a k6 script, and the scenario that runs it. */
export function initK6Script(call: K6Call): Promise<ExitCode> {
  return runUntilInterrupted(call.host, (signal) => writeScript(call, signal));
}

async function writeScript({ host, options }: K6Call, signal: AbortSignal): Promise<ExitCode> {
  const { from, shape, scale, preset, force } = options;
  const script = options.out ?? join('load', 'k6.js');
  const { files, terminal, cwd } = host;
  const requests = await findRequests(host, from, signal);
  const extension = chooseScenarioExtension(files, cwd);
  const name = basename(script, extname(script));
  const scenario = join('scenarios', `${name}.${extension}`);
  const written = [
    {
      path: script,
      text: generateK6Script({
        requests,
        shape,
        scale,
        thresholds: thresholdsOf(preset),
        origin: from ?? 'the default (only the home page)',
      }),
    },
    {
      path: scenario,
      text: generateK6Scenario(
        name,
        relative(resolve(cwd, dirname(scenario)), resolve(cwd, script)),
        detectServer(files, cwd) ?? { command: ['node', 'server.js'], port: null, prepare: null },
      ),
    },
  ];
  for (const { path, text } of written) {
    if (files.isFile(resolve(cwd, path)) && !force) {
      terminal.out(`kept existing ${path} (--force overwrites it)\n`);
    } else {
      files.writeAtomic(resolve(cwd, path), text);
      terminal.out(`wrote ${path}\n`);
    }
  }
  terminal.out(`\nNext: ${programName(host.env)} run ${scenario}\n`);
  return EXIT.ok;
}

/** k6's names of the metrics that have budgets. */
const OF_K6: Readonly<Record<string, readonly [metric: string, stat: string]>> = {
  'latency.p50': ['http_req_duration', 'p(50)'],
  'latency.p95': ['http_req_duration', 'p(95)'],
  'latency.p99': ['http_req_duration', 'p(99)'],
  error_rate: ['http_req_failed', 'rate'],
};

/** Converts a preset's budgets to thresholds of a script, without budgets that only warn. */
function thresholdsOf(preset: BudgetPreset): Readonly<Record<string, readonly string[]>> {
  const thresholds: Record<string, string[]> = {};
  for (const { metric, operator, limit, level } of presetBudgets(preset, Object.keys(OF_K6))) {
    const [name, stat] = OF_K6[metric] ?? [];
    if (name === undefined || level === 'warn') continue;
    const known = thresholds[name] ?? [];
    thresholds[name] = [...known, `${stat}${operator}${limit}`];
  }
  return thresholds;
}

const HOME: PlannedRequest = {
  name: 'GET /',
  method: 'GET',
  path: '/',
  headers: {},
  body: null,
  status: null,
};

async function findRequests(
  host: Host,
  from: string | null,
  signal: AbortSignal,
): Promise<readonly PlannedRequest[]> {
  if (from === null) return [HOME];
  try {
    if (/^https?:\/\//.test(from)) return await fromServer(from, signal);
    return await fromFile(host, from);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({
      code: 'no-requests',
      message: `Requests cannot be generated from ${from}: ${(error as Error).message}.`,
      remedy: 'Specify an OpenAPI 3 document in JSON or YAML, a HAR file, or a running server.',
    });
  }
}

async function fromServer(url: string, signal: AbortSignal): Promise<readonly PlannedRequest[]> {
  const { hostname } = new URL(url);
  if (!/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)) {
    throw new Error('only servers on this machine can be explored');
  }
  return discoverServerRequests(url, signal);
}

async function fromFile(host: Host, path: string): Promise<readonly PlannedRequest[]> {
  const text = host.files.read(resolve(host.cwd, path));
  if (text === null) throw new Error('the file does not exist');
  const isYaml = /\.ya?ml$/.test(path);
  const json: unknown = isYaml ? (await import('yaml')).parse(text) : JSON.parse(text);
  const isHar = typeof json === 'object' && json !== null && 'log' in json;
  if (!isHar) return generateOpenApiRequests(json);
  const { requests, odd } = readHarRequests(json);
  if (odd > 0) host.terminal.out(`skipped ${odd} unreadable entries in ${path}\n`);
  return requests;
}
