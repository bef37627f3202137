{{- define "checkout.labels" -}}
app.kubernetes.io/name: checkout
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "checkout.security" -}}
allowPrivilegeEscalation: {{ .Values.security.privileged }}
privileged: {{ .Values.security.privileged }}
readOnlyRootFilesystem: {{ .Values.security.readOnlyRootFilesystem }}
capabilities:
  drop: [ALL]
{{- end }}
