import type { Host } from '../../harness/host.ts';
import { DOCTOR_SCHEMA, type DoctorReport, type FoundTool } from '../../harness/model/doctor.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import type { MachineState } from '../../harness/model/machine-state.ts';
import { parseDuration } from '../../harness/model/quantity.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { readMachineState } from '../../harness/sampling/machine-state.ts';
import { findTools } from '../doctor/find-tools.ts';
import { listenForInterrupt } from '../interrupt.ts';

export interface DoctorCommandOptions {
  readonly stability?: string;
  /** `k6` or `lighthouse`, with a version such as `k6@2.2.0`. */
  readonly install?: string;
  readonly from?: 'any' | 'release' | 'source';
  readonly json?: boolean;
}

/** `perf-harness doctor`: what is found here, and how steady the machine is. */
export async function doctorCommand(host: Host, options: DoctorCommandOptions): Promise<ExitCode> {
  if (options.install !== undefined) return install(host, options.install, options.from ?? 'any');
  const durationMs = options.stability === undefined ? null : readDuration(options.stability);
  const [tools, machine] = await Promise.all([findTools(host), readMachineState(host)]);
  const stability = durationMs === null ? null : await measure(host, durationMs);
  if (options.json) {
    const report: DoctorReport = { schema: DOCTOR_SCHEMA, tools, machine, stability };
    host.terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    const lines = [...tools.flatMap(toolLines), '', ...machineLines(machine)];
    if (stability !== null) lines.push('', ...stability.lines);
    host.terminal.out(`${lines.join('\n')}\n`);
  }
  const isBroken = tools.some(({ required, state }) => required && state !== 'found');
  return isBroken ? EXIT.tool : EXIT.ok;
}

async function install(
  host: Host,
  tool: string,
  from: 'any' | 'release' | 'source',
): Promise<ExitCode> {
  const [, name, version] = /^(k6|lighthouse)(?:@v?(\d+\.\d+\.\d+))?$/.exec(tool) ?? [];
  const { installK6, K6_VERSION } = await import('../doctor/install-k6.ts');
  if (name === undefined) {
    throw new UserError({
      code: 'bad-option',
      message: `--install takes k6 or lighthouse, with a version such as k6@${K6_VERSION} if need be; found "${tool}".`,
    });
  }
  const interrupt = listenForInterrupt(host);
  try {
    const { signal } = interrupt;
    const onStep = (text: string): void => host.terminal.err(`${text}\n`);
    const path =
      name === 'k6'
        ? await installK6(host, { version: version ?? K6_VERSION, from, signal, onStep })
        : await installNewLighthouse(host, version, signal, onStep);
    host.terminal.out(`${path}\n`);
    return EXIT.ok;
  } catch (error) {
    const code = interrupt.code();
    if (code !== null) return code;
    throw error;
  } finally {
    interrupt.dispose();
  }
}

async function installNewLighthouse(
  host: Host,
  version: string | undefined,
  signal: AbortSignal,
  onStep: (text: string) => void,
): Promise<string> {
  const { installLighthouse, LIGHTHOUSE_VERSION } = await import('../doctor/install-lighthouse.ts');
  return installLighthouse(host, { version: version ?? LIGHTHOUSE_VERSION, signal, onStep });
}

async function measure(host: Host, durationMs: number) {
  const { measureStability } = await import('../../harness/sampling/stability.ts');
  host.terminal.err(`measuring the noise of this machine for ${durationMs / 1_000} s\n`);
  return measureStability(host, durationMs);
}

function readDuration(text: string): number {
  const durationMs = parseDuration(text);
  if (typeof durationMs === 'number' && durationMs >= 1_000) return durationMs;
  throw new UserError({
    code: 'bad-option',
    message: `--stability takes a duration of at least 1 s, such as 60s; found "${text}".`,
  });
}

function toolLines(tool: FoundTool): readonly string[] {
  const mark = tool.state === 'found' ? '✓' : tool.required ? '✗' : '–';
  const found =
    tool.version === null
      ? tool.state
      : `${tool.version}${tool.state === 'found' ? '' : ` (${tool.state})`}`;
  const lines = [`${mark} ${tool.name.padEnd(10)} ${found.padEnd(12)} ${tool.purpose}`];
  if (tool.path !== null) lines.push(`               ${tool.path}`);
  if (tool.state !== 'found') lines.push(`               install: ${tool.install}`);
  return lines;
}

function machineLines(machine: MachineState): readonly string[] {
  const share = (value: number | null): string =>
    value === null ? 'not known' : `${(value * 100).toFixed(0)} %`;
  const heavy = machine.heavyProcesses.map(({ name, cpuShare }) => `${name} ${share(cpuShare)}`);
  return [
    `CPUs            ${machine.cpuCount}`,
    `load average    ${machine.loadAverage.toFixed(2)}`,
    `used by others  ${share(machine.busyShare)}`,
    `stolen          ${share(machine.stealShare)}`,
    `heavy processes ${heavy.length === 0 ? 'none' : heavy.join(', ')}`,
    `governor        ${machine.governors.length === 0 ? 'not readable' : machine.governors.join(', ')}`,
    `on battery      ${machine.onBattery === null ? 'not known' : machine.onBattery ? 'yes' : 'no'}`,
    `clock step      ${(machine.clockStepMs * 1e6).toFixed(0)} ns`,
  ];
}
