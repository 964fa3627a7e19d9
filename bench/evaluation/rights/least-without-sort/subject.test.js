import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cheapest } from './subject.js';

test('offers', () => {
  assert.deepEqual(cheapest([{ cents: 3 }, { cents: 1 }]), { cents: 1 });
  assert.equal(cheapest([]), null);
});
