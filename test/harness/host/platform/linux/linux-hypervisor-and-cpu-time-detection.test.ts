/** Facts about a machine on Linux, read from texts of other machines. */
import { describe, expect, test } from 'vitest';
import {
  isOnBattery,
  isVirtual,
  parseCpuTimes,
  readGovernors,
} from '../../../../../harness/host/platform/linux/linux-machine-reader.ts';
import { parseProcessTimes } from '../../../../../harness/host/platform/linux/read-process-status.ts';
import type { KernelFiles } from '../../../../../harness/host/platform/platform.ts';

/** An emulated machine that has only the given files. */
function kernelOf(contents: Readonly<Record<string, string>>): KernelFiles {
  return {
    read: (path) => contents[path] ?? null,
    list: (folder) => {
      const inside = Object.keys(contents).filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
    },
  };
}

describe('the detection of a hypervisor', () => {
  test('uses the flags of an x86 processor', () => {
    const flags = (text: string) => ({
      '/proc/cpuinfo': `processor\t: 0\nflags\t\t: fpu ${text}\n`,
    });
    expect(isVirtual(kernelOf(flags('vme hypervisor lahf_lm')))).toBe(true);
    expect(isVirtual(kernelOf(flags('vme hypervisor')))).toBe(true);
    expect(isVirtual(kernelOf(flags('vme lahf_lm')))).toBe(false);
  });

  test('uses the vendor name elsewhere, or is unknown', () => {
    const arm = { '/proc/cpuinfo': 'Features\t: fp asimd\n' };
    expect(isVirtual(kernelOf({ ...arm, '/sys/class/dmi/id/sys_vendor': 'QEMU\n' }))).toBe(true);
    expect(isVirtual(kernelOf({ ...arm, '/sys/class/dmi/id/sys_vendor': 'LENOVO\n' }))).toBe(false);
    expect(isVirtual(kernelOf(arm))).toBeNull();
  });
});

describe('CPU times', () => {
  test('are read from the line of all cores, without counting guests twice', () => {
    const text = 'cpu  100 10 50 800 20 5 5 10 60 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n';
    expect(parseCpuTimes(text)).toEqual({ busy: 170, steal: 10, total: 1_000 });
  });

  test('are unknown when the text has another format', () => {
    expect(parseCpuTimes('')).toBeNull();
    expect(parseCpuTimes('cpu  1 2 3\n')).toBeNull();
    expect(parseCpuTimes('cpu  a b c d e f g h\n')).toBeNull();
  });
});

describe('the times of a process', () => {
  const stat = (name: string) =>
    `42 (${name}) S 7 42 42 0 -1 4194304 100 0 0 0 30 12 0 0 20 0 1 0 100 1000 100`;

  test('are read whatever the name of the process', () => {
    expect(parseProcessTimes(stat('node'))).toEqual({
      pid: 42,
      parent: 7,
      name: 'node',
      ticks: 42,
    });
    expect(parseProcessTimes(stat('a) R 1 (b'))).toMatchObject({ name: 'a) R 1 (b', parent: 7 });
  });

  test('are unknown when the text has another format', () => {
    expect(parseProcessTimes('')).toBeNull();
    expect(parseProcessTimes('42 (node) S 7')).toBeNull();
  });
});

test('lists governors once each', () => {
  const path = (cpu: number) => `/sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_governor`;
  const kernel = kernelOf({
    [path(0)]: 'powersave\n',
    [path(1)]: 'performance\n',
    [path(2)]: 'powersave\n',
    '/sys/devices/system/cpu/cpuidle/current_governor': 'menu\n',
  });
  expect(readGovernors(kernel)).toEqual(['performance', 'powersave']);
  expect(readGovernors(kernelOf({}))).toEqual([]);
});

describe('a machine on its battery', () => {
  const supply = (name: string, fields: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(fields).map(([field, value]) => [
        `/sys/class/power_supply/${name}/${field}`,
        `${value}\n`,
      ]),
    );
  const battery = supply('BAT0', { type: 'Battery', status: 'Discharging' });

  test('is recognized by discharging without mains', () => {
    const mains = (online: string) => supply('AC', { type: 'Mains', online });
    expect(isOnBattery(kernelOf({ ...battery, ...mains('0') }))).toBe(true);
    expect(isOnBattery(kernelOf({ ...battery, ...mains('1') }))).toBe(false);
    expect(isOnBattery(kernelOf(battery))).toBe(true);
  });

  test('is not recognized by a discharging mouse', () => {
    const mouse = supply('hid', { type: 'Battery', status: 'Discharging', scope: 'Device' });
    expect(isOnBattery(kernelOf(mouse))).toBe(false);
  });

  test('is unknown when there is no power supply', () => {
    expect(isOnBattery(kernelOf({}))).toBeNull();
  });
});
