// Writes what is made of these sources.
import { writeFileSync } from 'node:fs';
import { files } from './files.js';

for (const [name, text] of Object.entries(files)) {
    writeFileSync(new URL(`../../${name}`, import.meta.url), text);
}
