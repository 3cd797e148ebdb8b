/** Turns a parameter's name into the API's field name: `pipelineStage` → `pipeline_stage`. */
export function toSnakeCase(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
