import { request as httpRequest } from 'node:http';
import { loadCli } from '../support/load';

const { copiesDifference, settle } = loadCli<any>('preview/copies');
const { Backends, REQUEST_HEADER } = loadCli<any>('preview/backends');

const decision = (mirrors: object[], errorShare = 0) => ({ mirrors, errorShare });
const full = { backend: 'n/shadow', percent: 100 };
const part = { backend: 'n/shadow', percent: 20 };

test.each([
  ['a copy of each', decision([full]), 3, { 'n/stable': 3 }, { 'n/stable': 3, 'n/shadow': 3 }, undefined],
  ['no copy of one', decision([full]), 3, { 'n/stable': 3 }, { 'n/stable': 3, 'n/shadow': 2 }, 'n/shadow got 2 copies of 3 requests, but 3 was decided'],
  ['no copy at all', decision([full]), 1, { 'n/stable': 1 }, { 'n/stable': 1 }, 'n/shadow got 0 copies of 1 request, but 1 was decided'],
  ['a copy too many', decision([full]), 1, { 'n/stable': 1 }, { 'n/stable': 1, 'n/shadow': 2 }, 'n/shadow got 2 copies of 1 request'],
  ['a copy that nobody decided', decision([]), 1, { 'n/stable': 1 }, { 'n/stable': 1, 'n/other': 1 }, 'n/other got 1 copy of 1 request, but no mirror was decided'],
  ['a mirror of 0 %', decision([{ ...full, percent: 0 }]), 1, { 'n/stable': 1 }, { 'n/stable': 1 }, undefined],
  ['a copy to one that answers, too', decision([{ ...full, backend: 'n/stable' }]), 2, { 'n/stable': 2 }, { 'n/stable': 4 }, undefined],
  ['two mirrors to one Service', decision([full, full]), 2, { 'n/stable': 2 }, { 'n/stable': 2, 'n/shadow': 4 }, undefined],
  ['a part', decision([part]), 200, { 'n/stable': 200 }, { 'n/stable': 200, 'n/shadow': 47 }, undefined],
  ['not that part', decision([part]), 200, { 'n/stable': 200 }, { 'n/stable': 200, 'n/shadow': 100 }, 'n/shadow got 100 copies of 200 requests, but a mirror of 20 % was decided'],
  ['a part, more than there were requests', decision([part]), 2, { 'n/stable': 2 }, { 'n/stable': 2, 'n/shadow': 3 }, 'but at most one of each was decided'],
  ['errors, where the specification leaves copies open', decision([full], 0.5), 2, { 'n/stable': 1 }, { 'n/stable': 1 }, undefined],
])('%s', (_, decided, times, answered, heard, expected) => {
  const what = copiesDifference(decided, times, new Map(Object.entries(answered)), new Map(Object.entries(heard)));
  if (expected === undefined) expect(what).toBeUndefined();
  else expect(what).toContain(expected);
});

test('counts until no more come', async () => {
  let count = 0;
  const timer = setInterval(() => { count = Math.min(5, count + 1); }, 20);
  await settle(() => count);
  clearInterval(timer);
  expect(count).toBe(5);
});

test('a stand-in knows a request again, and forgets it', async () => {
  const backends = new Backends();
  try {
    const service = { key: 'n/shadow', h2c: false };
    await backends.start([service]);
    const [port] = backends.ports(service);
    for (let i = 0; i < 2; i++) {
      await new Promise((done, fail) => httpRequest({ port, headers: { [REQUEST_HEADER]: '7' }, agent: false }, answer => answer.resume().on('end', done)).on('error', fail).end());
    }
    expect([...backends.heardOf('7')]).toEqual([['n/shadow', 2]]);
    backends.forgetHeard();
    expect(backends.heardOf('7').size).toBe(0);
  } finally {
    backends.stop();
  }
});
