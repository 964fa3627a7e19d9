/** Readers of the output of macOS programs, with texts that they print there. */
import { describe, expect, test } from 'vitest';
import {
  cpuTimeMs,
  findDescendants,
  listProcesses,
  parseInspectable,
  parseListeners,
  parsePorts,
  parsePower,
  parseProcessList,
} from '../../../../../harness/host/platform/macos/macos-platform.ts';

describe('the output of ps', () => {
  test('contains parent, group, CPU time and name', () => {
    const text = [
      '    1     0     1   4:31.27 /sbin/launchd',
      ' 4711   612  4711   0:01.05 /opt/homebrew/bin/node',
      '  812     1   812 123:45.67 /Applications/Some App.app/Contents/MacOS/Some App',
      'not a line of it',
      '',
    ].join('\n');
    expect(parseProcessList(text)).toEqual([
      { pid: 1, parent: 0, group: 1, cpuMs: 271_270, name: 'launchd' },
      { pid: 4711, parent: 612, group: 4711, cpuMs: 1_050, name: 'node' },
      { pid: 812, parent: 1, group: 812, cpuMs: 7_425_670, name: 'Some App' },
    ]);
  });

  test.each([
    ['0:00.00', 0],
    ['0:01.23', 1_230],
    ['1:02:03', 3_723_000],
    ['2-01:02:03', 176_523_000],
    ['0:01,23', 1_230],
    ['TIME', null],
  ])('contains a time written as %s', (text, ms) => {
    expect(cpuTimeMs(text)).toBe(ms);
  });

  test('lists this process on this machine', () => {
    const own = listProcesses().find(({ pid }) => pid === process.pid);
    expect(own).toMatchObject({ parent: process.ppid });
  });

  test('shows the descendants of a process, whatever the order of the numbers', () => {
    const processes = [
      { pid: 9, parent: 30 },
      { pid: 30, parent: 5 },
      { pid: 5, parent: 1 },
      { pid: 8, parent: 1 },
    ];
    expect([...findDescendants(5, processes)].sort()).toEqual([30, 5, 9]);
  });
});

describe('a process whose inspector is to be opened', () => {
  const told = (args: string, state = 'S') => parseInspectable(42, `  501 ${state} ${args}\n`, 501);

  test('is recognized by its program and its flags', () => {
    expect(
      told('/usr/local/bin/node --inspect=127.0.0.1:9300 -r ./first server.js --secret=x'),
    ).toEqual({
      pid: 42,
      isOwn: true,
      isNode: true,
      hearsSignal: true,
      command: 'node server.js',
      inspectorPort: 9_300,
      isInspectorAsked: true,
    });
    expect(told('node --disable-sigusr1 app.js')).toMatchObject({ hearsSignal: false });
    expect(told('/usr/bin/ruby app.rb')).toMatchObject({ isNode: false });
    expect(parseInspectable(42, '0 S node app.js', 501)).toMatchObject({ isOwn: false });
  });

  test('is null when it has ended or is not listed', () => {
    expect(told('(node)', 'Z')).toBeNull();
    expect(parseInspectable(42, '', 501)).toBeNull();
  });
});

describe('the output of lsof', () => {
  test('shows who listens, and where', () => {
    expect(parseListeners('p4711\ncnode\nf23\np99\ncnginx\n')).toEqual([
      { pid: 4711, name: 'node' },
      { pid: 99, name: 'nginx' },
    ]);
    expect(parsePorts('p4711\nf23\nn*:3000\nf24\nn[::1]:3000\nf25\nn127.0.0.1:9229\n')).toEqual([
      3_000, 9_229,
    ]);
    expect([parseListeners(''), parsePorts('')]).toEqual([[], []]);
  });
});

test('reads from pmset whether the machine runs on battery', () => {
  const text = (source: string) => `Now drawing from '${source}'\n -InternalBattery-0 97%\n`;
  expect(parsePower(text('Battery Power'))).toBe(true);
  expect(parsePower(text('AC Power'))).toBe(false);
  expect(parsePower('')).toBeNull();
});
