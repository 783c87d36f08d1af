"""The pages of children, assessments and meetings, a module for each."""
