import { loadCli } from './support/load';

const { placeOf } = loadCli<{ placeOf(file: string, cwd: string): string }>('check/place');
const { toSarif } = loadCli<{ toSarif(result: object, version: string): object }>('check/sarif');

test.each<[string, string]>([
  ['dist/a.yaml', 'dist/a.yaml'],
  ['./dist/a.yaml', 'dist/a.yaml'],
  ['x/../dist/a.yaml', 'dist/a.yaml'],
  ['/home/me/dist/a.yaml', 'dist/a.yaml'],
  ['/elsewhere/a.yaml', 'file:///elsewhere/a.yaml'],
  ['../a.yaml', 'file:///home/a.yaml'],
  ['git:main:dist/a.yaml', 'dist/a.yaml'],
  ['..a.yaml', '..a.yaml'],
  ['<stdin>', 'stdin'],
])('%s is annotated at %s', (file, place) => {
  expect(placeOf(file, '/home/me')).toBe(place);
});

test('SARIF: places of the checkout, and where the other objects stand', () => {
  const finding = (file: string, related?: string[]) => ({
    severity: 'error', rule: 'reference/duplicate-object', file, document: 0, object: '', path: '', message: 'm', line: 3, column: 5, related });
  const { runs: [{ results }] } = toSarif({ findings: [finding('x/../a b.yaml', ['./c.yaml:12', 'git:main:d.yaml:1']), finding('/nowhere/e f.yaml')], silenced: [] }, '1') as any;
  const uri = ({ physicalLocation }: any) => physicalLocation.artifactLocation.uri;
  expect(results.map(({ locations }: any) => uri(locations[0]))).toEqual(['a%20b.yaml', 'file:///nowhere/e%20f.yaml']);
  expect(results[0].relatedLocations.map((place: any) => [place.id, uri(place), place.physicalLocation.region.startLine]))
    .toEqual([[0, 'c.yaml', 12], [1, 'd.yaml', 1]]);
  expect(results[1]).not.toHaveProperty('relatedLocations');
});
