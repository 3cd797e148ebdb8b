import { z } from 'zod/v4';

// The form in which Fastify hands on what its validator found. The validator's own type guard has a type that cannot
// be resolved here, so the form is checked.
const failedValidationSchema = z.object({
	validation: z.array(z.object({ instancePath: z.string(), message: z.string() })),
});

/** What is wrong with one field, given by its path (`email`, `recipients.tags.0`); the whole has the path ``. */
export interface ValidationProblem {
	field: string;
	message: string;
}

/** The problems that a schema found, or null when the error is something else. */
export function validationProblems(error: unknown): ValidationProblem[] | null {
	const failed = failedValidationSchema.safeParse(error);
	if (!failed.success) return null;
	return failed.data.validation.map(({ instancePath, message }) => ({
		field: instancePath.slice(1).replaceAll('/', '.'),
		message,
	}));
}
