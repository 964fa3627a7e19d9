import type { Platform } from '../../../harness/host/platform/platform.ts';
import type { Host } from '../../../harness/host.ts';
import {
  DOCTOR_SCHEMA,
  type DoctorReport,
  type FoundTool,
  type PlatformFacts,
} from '../../../harness/model/documents/doctor-document.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import type { MachineState } from '../../../harness/model/measurement-environment.ts';
import { readMachineState } from '../../../harness/sampling/machine-state-and-environment.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { findExternalTools } from '../../doctor/find-external-tools.ts';
import { installK6 } from '../../doctor/install-k6.ts';
import { installNpmPackage } from '../../doctor/install-npm-package.ts';
import { K6, parseInstallableTool } from '../../doctor/installable-tools.ts';
import { runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import type { DOCTOR_OPTIONS } from './doctor-options.ts';

type DoctorCall = Call<typeof DOCTOR_OPTIONS>;

/** Runs `perf-harness doctor`, which reports the tools found and the stability of the machine. */
export async function runDoctor(call: DoctorCall): Promise<ExitCode> {
  return call.options.install === null ? look(call) : install(call, call.options.install);
}

async function look({ host, options }: DoctorCall): Promise<ExitCode> {
  const { stability: stabilityMs, json } = options;
  const [tools, machine] = await Promise.all([findExternalTools(host), readMachineState(host)]);
  const stability = stabilityMs === null ? null : await measure(host, stabilityMs);
  const platform = platformFacts(host.platform);
  if (json) {
    const report: DoctorReport = { schema: DOCTOR_SCHEMA, tools, platform, machine, stability };
    host.terminal.out(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    const lines = [
      ...tools.flatMap(toolLines),
      '',
      ...platformLines(platform),
      '',
      ...machineLines(machine),
    ];
    if (stability !== null) lines.push('', ...stability.lines);
    host.terminal.out(`${lines.join('\n')}\n`);
  }
  const isBroken = tools.some(({ required, state }) => required && state !== 'found');
  return isBroken ? EXIT.tool : EXIT.ok;
}

function install({ host, options }: DoctorCall, named: string): Promise<ExitCode> {
  const tool = parseInstallableTool(named);
  const { from } = options;
  const onStep = (text: string): void => host.terminal.err(`${text}\n`);
  return runUntilInterrupted(host, async (signal) => {
    const path =
      tool.name === K6.name
        ? await installK6(host, { version: tool.version, from, signal, onStep })
        : await installNpmPackage(host, { ...tool, signal, onStep });
    host.terminal.out(`${path}\n`);
    return EXIT.ok;
  });
}

async function measure(host: Host, durationMs: number) {
  const { measureMachineStability } = await import(
    '../../../harness/sampling/machine-stability.ts'
  );
  host.terminal.err(`measuring the noise of this machine for ${durationMs / 1_000} s\n`);
  return measureMachineStability(host, durationMs);
}

function toolLines(tool: FoundTool): readonly string[] {
  const mark = tool.state === 'found' ? '✓' : tool.required ? '✗' : '–';
  const found =
    tool.version === null
      ? tool.state
      : `${tool.version}${tool.state === 'found' ? '' : ` (${tool.state})`}`;
  const lines = [`${mark} ${tool.name.padEnd(15)} ${found.padEnd(12)} ${tool.purpose}`];
  if (tool.path !== null) lines.push(`                    ${tool.path}`);
  if (tool.state !== 'found') lines.push(`                    install: ${tool.install}`);
  return lines;
}

/** Returns the reportable facts of a platform, without its functions. */
function platformFacts({ name, title, lacks }: Platform): PlatformFacts {
  return { name, title, lacks: lacks.map(({ id, what, without }) => ({ id, what, without })) };
}

function platformLines({ title, lacks }: PlatformFacts): readonly string[] {
  if (lacks.length === 0) return [`platform        ${title}: supports all measurements`];
  return [
    `platform        ${title}, which lacks:`,
    ...lacks.flatMap(({ what, without }) => [
      `– ${what}`,
      `                    unavailable: ${without}`,
    ]),
  ];
}

function machineLines(machine: MachineState): readonly string[] {
  const share = (value: number | null): string =>
    value === null ? 'unknown' : `${(value * 100).toFixed(0)} %`;
  const heavy = machine.heavyProcesses.map(({ name, cpuShare }) => `${name} ${share(cpuShare)}`);
  return [
    `CPUs            ${machine.cpuCount}`,
    `load average    ${machine.loadAverage.toFixed(2)}`,
    `used by others  ${share(machine.busyShare)}`,
    `stolen          ${share(machine.stealShare)}`,
    `heavy processes ${heavy.length === 0 ? 'none' : heavy.join(', ')}`,
    `governor        ${machine.governors.length === 0 ? 'unreadable' : machine.governors.join(', ')}`,
    `on battery      ${machine.onBattery === null ? 'unknown' : machine.onBattery ? 'yes' : 'no'}`,
    `clock step      ${(machine.clockStepMs * 1e6).toFixed(0)} ns`,
  ];
}
