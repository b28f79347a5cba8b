from django.http import HttpResponse
def index(request): return HttpResponse("")
def outcome(request, pk): return HttpResponse("")
def statement(request, pk): return HttpResponse("")
def statement_pdf(request, pk): return HttpResponse("")
