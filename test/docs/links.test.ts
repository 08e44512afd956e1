import * as fs from 'fs';
import * as path from 'path';
import { pages } from './blocks';

const OTHERS = ['CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];

test.each([...pages(), ...OTHERS])('links of %s lead somewhere', page => {
  const text = fs.readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter(target => !/^https?:/.test(target));
  const broken = links.filter(link => {
    const [file, anchor] = link.split('#');
    const target = file === '' ? page : path.join(path.dirname(page), file);
    return !fs.existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor));
  });
  expect(broken).toEqual([]);
});

/** Anchors of a page's headings, as GitHub makes them. */
function anchors(page: string): string[] {
  const headings = fs.readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-'));
}
