import { flattenOperationSteps, type Step } from './operation-time-breakdown-step-schema.ts';

/** Returns the services that were waited for but have no steps of their own, only calls to them. */
export function findUnprofiledServices(
  steps: readonly Step[],
  services: readonly string[],
): readonly string[] {
  const all = flattenOperationSteps(steps);
  return services.filter((name) => {
    const own = all.filter(({ service }) => service === name);
    return own.length > 0 && own.every(({ type }) => type === 'http_call');
  });
}

/** Returns the project's services that a map reports as seen from outside only. */
export function listReportedUnprofiledServices({
  lacks,
  service_topology: topology = {},
}: {
  readonly lacks: readonly string[];
  readonly service_topology?: Readonly<Record<string, string>> | undefined;
}): readonly string[] {
  return Object.keys(topology).filter((name) =>
    lacks.includes(serviceObservedFromOutsideNote(name)),
  );
}

/**
 * Returns errors of a map about the project's own services: called External, or not reported as
 * seen from outside only (P811-16).
 */
export function checkServiceCoverage({
  steps,
  lacks,
  service_topology: topology = {},
}: {
  readonly steps: readonly Step[];
  readonly lacks: readonly string[];
  readonly service_topology?: Readonly<Record<string, string>> | undefined;
}): readonly string[] {
  const names = Object.keys(topology);
  const foreign = flattenOperationSteps(steps).flatMap(({ service, type, step_type: stepType }) =>
    type === 'http_call' && stepType === 'External' && service !== undefined ? [service] : [],
  );
  return [
    ...findUnprofiledServices(steps, names)
      .map(serviceObservedFromOutsideNote)
      .filter((message) => !lacks.includes(message)),
    ...names
      .filter((name) => foreign.includes(name))
      .map((name) => `service ${name} is classified as External, but its code is present`),
  ];
}

/** Returns the note that a service whose code is present was seen from outside only (V813-11). */
export function serviceObservedFromOutsideNote(service: string): string {
  return `service ${service} profiled at surface level only`;
}
