/**
 * kill -9 of commands that write investigations, at every stage: stored files stay readable, and
 * the command can be repeated.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InvestigationReport } from '../../../plugins/investigate/document/investigation-document.ts';
import { findUnfinishedFiles } from '../../support/detect-command-leftovers.ts';
import { INCIDENT_DAY, INCIDENT_TIME } from '../../support/planted-incident-repository-and-logs.ts';
import { startCli } from '../../support/run-cli.ts';
import { type CommandResult, runCommandInProcess } from '../../support/run-command-in-process.ts';
import {
  createStoredIncident,
  type StoredIncident,
  writeLogsWithFix,
} from '../../support/stored-incident-investigation.ts';

const KILLS = 12;
const COMMANDS = {
  investigate: [
    ...INCIDENT_TIME,
    '--service',
    'shop',
    '--logs',
    'before.log',
    '--metrics',
    'before-system.log',
  ],
  verify: [
    'verify',
    `${INCIDENT_DAY}-shop`,
    '--after',
    `${INCIDENT_DAY}T16:30Z`,
    '--logs',
    'after.log',
  ],
  close: ['close', `${INCIDENT_DAY}-shop`, '--cause', '1'],
} as const;
type Command = keyof typeof COMMANDS;

const investigate = (folder: string, ...words: readonly string[]): Promise<CommandResult> =>
  runCommandInProcess(['investigate', ...words], { cwd: folder });
const reportIn = (folder: string, id: string): InvestigationReport =>
  JSON.parse(readFileSync(join(folder, '.perf-harness/investigations', id, 'report.json'), 'utf8'));

/** Expectations after a command that ran to its end, whatever was cut off before. */
const DONE: Readonly<Record<Command, (folder: string) => void>> = {
  investigate: (folder) => {
    expect(reportIn(folder, `${INCIDENT_DAY}-shop-2`).conclusion).toBe(
      'probable cause not established',
    );
  },
  verify: (folder) => {
    const kept = reportIn(folder, `${INCIDENT_DAY}-shop`).verifications ?? [];
    expect(kept.map(({ outcome }) => outcome)).toEqual(['pass']);
  },
  close: (folder) => {
    expect(reportIn(folder, `${INCIDENT_DAY}-shop`).closed?.place).toBe(1);
    const archive = join(folder, '.perf-harness/investigations/performance-investigations.md');
    expect(readFileSync(archive, 'utf8').match(/^## /gmu)).toHaveLength(1);
  },
};

describe('kill -9 of commands that write investigations', () => {
  let incident: StoredIncident;
  const folders: string[] = [];

  beforeAll(async () => {
    incident = await createStoredIncident();
    folders.push(incident.folder);
    writeLogsWithFix(incident.folder);
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.keys(COMMANDS) as Command[])('%s', async (command) => {
    const copied = (): string => {
      const folder = mkdtempSync(join(tmpdir(), 'perf-harness-investigate-kill-'));
      folders.push(folder);
      cpSync(incident.folder, folder, { recursive: true });
      return folder;
    };
    let spanMs = Number.POSITIVE_INFINITY;
    /** Runs the command; true if it was killed before it ended. */
    const runOf = async (folder: string, killAfterMs?: number): Promise<boolean> => {
      const began = performance.now();
      const running = startCli(['investigate', ...COMMANDS[command]], { cwd: folder });
      if (killAfterMs !== undefined) {
        await Promise.race([sleep(killAfterMs), running.result]);
        running.child.kill('SIGKILL');
      }
      const { signal, err } = await running.result;
      if (signal === 'SIGKILL') return true;
      expect(err).not.toContain('error:');
      spanMs = Math.min(spanMs, performance.now() - began);
      return false;
    };
    for (let run = 0; run < 2; run += 1) await runOf(copied());
    let met = 0;
    for (let tried = 0; met < KILLS && tried < 3 * KILLS; tried += 1) {
      const folder = copied();
      // Nothing is written in the first half, so most kills fall into the second.
      const share = 0.5 + (0.52 * met) / KILLS;
      if (!(await runOf(folder, spanMs * share))) continue;
      met += 1;
      const list = await investigate(folder, 'list');
      expect(list.code, list.err).toBe(0);
      expect(list.out).toContain(`${INCIDENT_DAY}-shop`);
      expect(list.out).not.toContain('damaged');
      expect((await investigate(folder, 'show', `${INCIDENT_DAY}-shop`)).code).toBe(0);
      const isDone = reportIn(folder, `${INCIDENT_DAY}-shop`).closed !== undefined;
      const again = await investigate(folder, ...COMMANDS[command]);
      // An investigation closed before the kill says so, and nothing is written twice.
      if (isDone) expect(again.err).toContain('was closed');
      else expect(again.err).not.toContain('error:');
      DONE[command](folder);
      if (command === 'investigate') expect(findUnfinishedFiles(folder)).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    }
    expect(met).toBe(KILLS);
  });
});
