import { loadCli } from './support/load';

const { placeOf } = loadCli<{ placeOf(file: string, cwd: string): string }>('check/place');

test.each<[string, string]>([
  ['dist/a.yaml', 'dist/a.yaml'],
  ['./dist/a.yaml', 'dist/a.yaml'],
  ['x/../dist/a.yaml', 'dist/a.yaml'],
  ['/home/me/dist/a.yaml', 'dist/a.yaml'],
  ['/elsewhere/a.yaml', 'file:///elsewhere/a.yaml'],
  ['../a.yaml', 'file:///home/a.yaml'],
  ['git:main:dist/a.yaml', 'dist/a.yaml'],
  ['<stdin>', 'stdin'],
])('%s is annotated at %s', (file, place) => {
  expect(placeOf(file, '/home/me')).toBe(place);
});
