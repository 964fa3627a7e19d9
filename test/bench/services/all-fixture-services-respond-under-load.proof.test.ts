import { describe, test } from 'vitest';
import { SERVICE_NAMES } from '../../../bench/services/planted-cause.ts';
import { expectServiceAnswers } from './assert-service-responds-under-load.ts';

describe('all ten services, three with databases (the quick set starts three)', () => {
  test.each(SERVICE_NAMES)('%s answers under the load of its scenario', (name) =>
    expectServiceAnswers(name),
  );
});
