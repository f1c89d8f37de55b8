// The definitions and resources that profiles_fuzz mutates: slices, choices, extensions, references, invariants, bindings, contentReferences.
#pragma once

#include <array>
#include <string_view>

namespace stafet::fuzz {

inline constexpr std::array<std::string_view, 6> definitions{
    R"json({"resourceType":"StructureDefinition","url":"http://x.example/patient","name":"P","kind":"resource","type":"Patient","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","differential":{"element":[
{"id":"Patient","path":"Patient","constraint":[{"key":"p-1","severity":"error","human":"h","expression":"name.exists() or identifier.where(system = 'urn:x').exists()"}]},
{"id":"Patient.extension:shoe","path":"Patient.extension","sliceName":"shoe","max":"1","type":[{"code":"Extension","profile":["http://x.example/extension"]}]},
{"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"closed","ordered":true}},
{"id":"Patient.identifier:cpr","path":"Patient.identifier","sliceName":"cpr","min":1,"max":"1"},
{"id":"Patient.identifier:cpr.system","path":"Patient.identifier.system","min":1,"fixedUri":"urn:oid:1.2.208.176.1.2"},
{"id":"Patient.identifier:other","path":"Patient.identifier","sliceName":"other","min":0,"max":"*"},
{"id":"Patient.identifier:other.system","path":"Patient.identifier.system","patternUri":"urn:x"},
{"id":"Patient.maritalStatus","path":"Patient.maritalStatus","binding":{"strength":"required","valueSet":"http://x.example/set"}},
{"id":"Patient.deceasedBoolean","path":"Patient.deceasedBoolean","min":1},
{"id":"Patient.contact.name.family","path":"Patient.contact.name.family","min":1,"maxLength":20},
{"id":"Patient.managingOrganization","path":"Patient.managingOrganization","type":[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Organization"],"aggregation":["bundled"]}]}]}})json",
    R"json({"resourceType":"StructureDefinition","url":"http://x.example/extension","name":"E","kind":"complex-type","type":"Extension","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension","context":[{"type":"element","expression":"Patient"}],"differential":{"element":[
{"id":"Extension.extension:part","path":"Extension.extension","sliceName":"part","min":0,"max":"1"},
{"id":"Extension.extension:part.url","path":"Extension.extension.url","fixedUri":"part"},
{"id":"Extension.extension:part.value[x]","path":"Extension.extension.value[x]","type":[{"code":"string"},{"code":"Coding"}]},
{"id":"Extension.url","path":"Extension.url","fixedUri":"http://x.example/extension"},
{"id":"Extension.value[x]","path":"Extension.value[x]","max":"0"}]}})json",
    R"json({"resourceType":"StructureDefinition","url":"http://x.example/bundle","name":"B","kind":"resource","type":"Bundle","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Bundle","differential":{"element":[
{"id":"Bundle.entry","path":"Bundle.entry","slicing":{"discriminator":[{"type":"profile","path":"resource"}],"rules":"open"},"min":1},
{"id":"Bundle.entry:patient","path":"Bundle.entry","sliceName":"patient","min":1,"max":"1"},
{"id":"Bundle.entry:patient.resource","path":"Bundle.entry.resource","type":[{"code":"Patient","profile":["http://x.example/patient"]}]},
{"id":"Bundle.entry:observation","path":"Bundle.entry","sliceName":"observation"},
{"id":"Bundle.entry:observation.resource","path":"Bundle.entry.resource","type":[{"code":"Observation","profile":["http://x.example/observation"]}]}]}})json",
    R"json({"resourceType":"StructureDefinition","url":"http://x.example/observation","name":"O","kind":"resource","type":"Observation","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Observation","differential":{"element":[
{"id":"Observation.subject","path":"Observation.subject","min":1,"type":[{"code":"Reference","targetProfile":["http://x.example/patient"]}]},
{"id":"Observation.hasMember","path":"Observation.hasMember","type":[{"code":"Reference","targetProfile":["http://x.example/observation"]}]},
{"id":"Observation.category","path":"Observation.category","slicing":{"discriminator":[{"type":"pattern","path":"$this"}],"rules":"open"}},
{"id":"Observation.category:lab","path":"Observation.category","sliceName":"lab","patternCodeableConcept":{"coding":[{"system":"urn:s","code":"lab"}]}},
{"id":"Observation.value[x]","path":"Observation.value[x]","slicing":{"discriminator":[{"type":"type","path":"$this"}],"rules":"closed"}},
{"id":"Observation.value[x]:valueQuantity","path":"Observation.value[x]","sliceName":"valueQuantity","type":[{"code":"Quantity"}],"minValueQuantity":{"value":0,"system":"http://unitsofmeasure.org","code":"kg"}},
{"id":"Observation.component.value[x]","path":"Observation.component.value[x]","type":[{"code":"string"}]},
{"id":"Observation.component.referenceRange.low","path":"Observation.component.referenceRange.low","min":1}]}})json",
    R"json({"resourceType":"ValueSet","url":"http://x.example/set","compose":{"include":[{"system":"urn:s"},{"valueSet":["http://x.example/other"]},{"system":"urn:s","filter":[{"property":"concept","op":"is-a","value":"a"}]}],"exclude":[{"system":"urn:s","concept":[{"code":"c"}]}]}})json",
    R"json({"resourceType":"CodeSystem","url":"urn:s","content":"complete","concept":[{"code":"a","display":"A","concept":[{"code":"b"},{"code":"c"}]},{"code":"lab"}]})json"};

inline constexpr std::array<std::string_view, 4> resources{
    R"json({"resourceType":"Patient","id":"1","meta":{"profile":["http://x.example/patient"]},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"extension":[{"url":"http://x.example/extension","extension":[{"url":"part","valueString":"s"}]}],"identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996"},{"system":"urn:x","value":"2"}],"name":[{"family":"Berggren","given":["Nancy",null],"_given":[null,{"extension":[{"url":"urn:e","valueCode":"unknown"}]}]}],"deceasedBoolean":false,"maritalStatus":{"coding":[{"system":"urn:s","code":"b"}]},"contact":[{"name":{"family":"Elmer"}}]})json",
    R"json({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:6b9d3f0a-6a3e-4b66-9d1c-0d6f5f3f7e11","resource":{"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996"}],"name":[{"text":"x"}],"deceasedBoolean":true}},{"fullUrl":"urn:uuid:6b9d3f0a-6a3e-4b66-9d1c-0d6f5f3f7e12","resource":{"resourceType":"Observation","meta":{"profile":["http://x.example/observation"]},"status":"final","category":[{"coding":[{"system":"urn:s","code":"lab"}]}],"code":{"text":"x"},"subject":{"reference":"urn:uuid:6b9d3f0a-6a3e-4b66-9d1c-0d6f5f3f7e11"},"hasMember":[{"reference":"urn:uuid:6b9d3f0a-6a3e-4b66-9d1c-0d6f5f3f7e12"}],"valueQuantity":{"value":1.10,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"},"component":[{"code":{"text":"c"},"valueString":"s","referenceRange":[{"low":{"value":1}}]}]}}]})json",
    R"json({"resourceType":"Questionnaire","id":"q","url":"http://x.example/q","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"2","type":"choice","answerOption":[{"valueCoding":{"system":"urn:s","code":"a"}}],"enableWhen":[{"question":"1","operator":"exists","answerBoolean":true}]}]}]})json",
    R"json({"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"#q","contained":[{"resourceType":"Questionnaire","id":"q","status":"draft","item":[{"linkId":"1","type":"integer","required":true}]}],"item":[{"linkId":"1","answer":[{"valueInteger":1}]}]})json"};

}  // namespace stafet::fuzz
